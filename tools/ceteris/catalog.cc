#include "experiments/spec/catalog.h"

#include "absl/strings/str_join.h"
#include "core/base/status_macros.h"
#include "experiments/report/number_format.h"
#include "tools/ceteris/commands.h"
#include "tools/ceteris/fields_text.h"
#include "tools/ceteris/output.h"
#include "tools/ceteris/variant_cost.h"

namespace ceteris {
namespace {

constexpr char kText[] =
    "Every variant that a spec can choose: paper, equation, where it acts, and the parameters\n"
    "it adds to a small model. Positional encodings, norms, feed-forward layers, schedules,\n"
    "tasks, tokenizers and the rest. `ceteris fields PATH` shows what each can be given.";
constexpr char kExamples[] =
    "ceteris catalog\n"
    "ceteris catalog --format=md\n";

std::vector<CountedVariant> CountedCatalog() {
  std::vector<CountedVariant> variants;
  for (CatalogEntry& entry : Catalog()) {
    const absl::optional<int64_t> extra = ExtraParameters(entry);
    variants.push_back({std::move(entry), extra});
  }
  return variants;
}

absl::StatusOr<int> PrintCatalog(const Arguments&) {
  ASSIGN_OR_RETURN(const Output output, Output::FromFlags());
  const std::vector<CountedVariant> variants = CountedCatalog();
  if (output.format() == TableFormat::kTable) return output.Print(CatalogText(variants, output.text_width()));
  Table table{{"variant", "variant"},
              {"default", "default"},
              {"title", "title", Align::kLeft, /*data_only=*/true},
              {"summary", "what it does"},
              {"paper", "paper"},
              {"equation", "equation"},
              {"acts_on", "acts on"},
              {"extra_parameters", "extra parameters", Align::kRight},
              {"paths", "where"}};
  for (const CountedVariant& one : variants) {
    const CatalogEntry& entry = one.entry;
    const absl::optional<int64_t>& extra = one.extra_parameters;
    table.AddRow({entry.name, TableCell(entry.is_default, entry.is_default ? "*" : ""), entry.title, entry.summary,
                  entry.paper, entry.equation, entry.acts_on,
                  extra.has_value() ? TableCell(*extra, FormatSignedCount(*extra)) : TableCell(),
                  absl::StrJoin(entry.paths, " ")});
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
