#include "tools/ceteris/fields_text.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "experiments/report/display_width.h"
#include "experiments/report/number_format.h"
#include "tools/ceteris/variant_cost.h"

namespace ceteris {
namespace {

// "; " between what is there.
std::string Joined(const std::vector<std::string>& parts, const char* separator) {
  std::vector<std::string> present;
  std::copy_if(parts.begin(), parts.end(), std::back_inserter(present), [](const auto& part) { return !part.empty(); });
  return absl::StrJoin(present, separator);
}

// "+1,024 parameters"; "" where nobody can say.
std::string ParametersText(const absl::optional<int64_t>& extra) {
  return extra.has_value() ? absl::StrCat(*extra == 0 ? "no extra" : FormatSignedCount(*extra), " parameters") : "";
}

std::string VariantText(const CountedVariant& variant, int name_width, int width) {
  const CatalogEntry& entry = variant.entry;
  const std::string indent(name_width + 4, ' ');
  const std::string name = absl::StrCat("  ", entry.name, entry.is_default ? " *" : "");
  const std::string title = Joined({entry.title, entry.summary}, ": ");
  std::string text = absl::StrCat(name, WrapText(title, width, indent).substr(name.size()), "\n");
  const std::string paper = Joined({entry.paper, entry.equation}, ", ");
  if (!paper.empty()) absl::StrAppend(&text, WrapText(paper, width, indent), "\n");
  const std::string acts_on = entry.acts_on.empty() ? "" : absl::StrCat("Acts on ", entry.acts_on);
  const std::string cost = Joined({acts_on, ParametersText(variant.extra_parameters)}, "; ");
  if (!cost.empty()) absl::StrAppend(&text, WrapText(cost, width, indent), "\n");
  return text;
}

}  // namespace

std::string FieldsText(const std::vector<FieldDocumentation>& fields, int width) {
  std::string text;
  for (const FieldDocumentation& field : fields) {
    absl::StrAppend(&text, field.path, "   ", field.type);
    if (!field.default_value.empty()) absl::StrAppend(&text, ", default ", field.default_value);
    std::string meaning = absl::StrCat(field.meaning, ".");
    if (!field.source.empty()) absl::StrAppend(&meaning, " Source: ", field.source, ".");
    if (!field.identity) absl::StrAppend(&meaning, " Not part of a trial's identity.");
    if (!field.settable) absl::StrAppend(&meaning, " Not for --set: in a file only.");
    absl::StrAppend(&text, "\n", WrapText(meaning, width, "    "), "\n");
  }
  return text;
}

std::string CatalogText(const std::vector<CountedVariant>& variants, int width) {
  int name_width = 0;
  for (const CountedVariant& one : variants) name_width = std::max(name_width, DisplayWidth(one.entry.name));
  std::string text;
  std::vector<std::string> place;
  for (const CountedVariant& one : variants) {
    if (one.entry.paths != place) {
      place = one.entry.paths;
      absl::StrAppend(&text, text.empty() ? "" : "\n", absl::StrJoin(place, ", "), "\n");
    }
    absl::StrAppend(&text, VariantText(one, name_width + 1, width));
  }
  absl::StrAppend(&text, "\n", WrapText("* what is used where nothing is written", width, ""), "\n");
  return text +
         WrapText(absl::StrCat("parameters: beyond the same model with what is used where nothing is written, ",
                               DescribeCountedModel()),
                  width, "") +
         "\n";
}

}  // namespace ceteris
