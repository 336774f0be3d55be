#include "experiments/spec/catalog.h"

#include "absl/strings/str_join.h"
#include "core/base/status_macros.h"
#include "tools/ceteris/commands.h"
#include "tools/ceteris/fields_text.h"
#include "tools/ceteris/output.h"

namespace ceteris {
namespace {

constexpr char kText[] =
    "Every variant that a spec can choose, with its paper: positional encodings, norms,\n"
    "feed-forward layers, schedules, tasks, tokenizers and the rest. `ceteris fields PATH`\n"
    "shows what each of them can be given.";
constexpr char kExamples[] =
    "ceteris catalog\n"
    "ceteris catalog --format=md\n";

absl::StatusOr<int> PrintCatalog(const Arguments&) {
  ASSIGN_OR_RETURN(const Output output, Output::FromFlags());
  if (output.format() == TableFormat::kTable) return output.Print(CatalogText(Catalog(), output.text_width()));
  Table table{{"variant", "variant"},      {"default", "default"}, {"title", "title", Align::kLeft, /*data_only=*/true},
              {"summary", "what it does"}, {"paper", "paper"},     {"equation", "equation"},
              {"acts_on", "acts on"},      {"paths", "where"}};
  for (const CatalogEntry& entry : Catalog()) {
    table.AddRow({entry.name, TableCell(entry.is_default, entry.is_default ? "*" : ""), entry.title, entry.summary,
                  entry.paper, entry.equation, entry.acts_on, absl::StrJoin(entry.paths, " ")});
  }
  return output.Print(table);
}

}  // namespace

const Command& CatalogCommand() {
  static const Command command = {"catalog", "",        "every variant a spec can choose, with its paper",
                                  kText,     kExamples, {"format", "out"},
                                  0,         0,         PrintCatalog};
  return command;
}

}  // namespace ceteris
