#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "core/base/did_you_mean.h"
#include "core/base/status_macros.h"
#include "experiments/spec/field_documentation.h"
#include "tools/ceteris/commands.h"
#include "tools/ceteris/fields_text.h"
#include "tools/ceteris/output.h"

namespace ceteris {
namespace {

constexpr char kText[] =
    "Every path of a spec with its type, default, meaning and where the default comes\n"
    "from. With a prefix: the paths below it. Paths are what --set takes.";
constexpr char kExamples[] =
    "ceteris fields training\n"
    "ceteris fields model.decoder.position\n"
    "ceteris fields --format=md\n";

// Those at the prefix or below it. NOT_FOUND with a did-you-mean among all paths and their beginnings.
absl::StatusOr<std::vector<FieldDocumentation>> FieldsBelow(const std::string& prefix) {
  std::vector<FieldDocumentation> found;
  std::vector<std::string> known;
  for (FieldDocumentation& field : ListFields()) {
    for (size_t dot = field.path.find('.'); dot != std::string::npos; dot = field.path.find('.', dot + 1)) {
      known.push_back(field.path.substr(0, dot));
    }
    known.push_back(field.path);
    const bool below = absl::StartsWith(field.path, prefix + ".");
    if (prefix.empty() || field.path == prefix || below) found.push_back(std::move(field));
  }
  if (!found.empty()) return found;
  return absl::NotFoundError(
      absl::StrCat("there is no path \"", prefix, "\"", DidYouMean(prefix, known), "; see `ceteris fields`"));
}

absl::StatusOr<int> Fields(const Arguments& arguments) {
  ASSIGN_OR_RETURN(const Output output, Output::FromFlags());
  ASSIGN_OR_RETURN(const std::vector<FieldDocumentation> fields,
                   FieldsBelow(arguments.positional.empty() ? "" : arguments.positional[0]));
  if (output.format() == TableFormat::kTable) return output.Print(FieldsText(fields, output.text_width()));
  Table table{{"path", "path"},
              {"type", "type"},
              {"default", "default"},
              {"meaning", "meaning"},
              {"source", "source"},
              {"identity", "part of a trial's identity", Align::kLeft, /*data_only=*/true},
              {"settable", "settable with --set", Align::kLeft, /*data_only=*/true}};
  for (const FieldDocumentation& field : fields) {
    table.AddRow(
        {field.path, field.type, field.default_value, field.meaning, field.source, field.identity, field.settable});
  }
  return output.Print(table);
}

}  // namespace

const Command& FieldsCommand() {
  static const Command command = {"fields", "[PREFIX]", "every path of a spec: type, default, meaning, source",
                                  kText,    kExamples,  {"format", "out"},
                                  0,        1,          Fields};
  return command;
}

}  // namespace ceteris
