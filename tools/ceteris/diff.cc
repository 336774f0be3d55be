#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "core/base/status_macros.h"
#include "experiments/report/number_format.h"
#include "experiments/spec/differences.h"
#include "tools/ceteris/commands.h"
#include "tools/ceteris/compared_side.h"
#include "tools/ceteris/output.h"
#include "tools/ceteris/results_database.h"

namespace ceteris {
namespace {

constexpr char kText[] =
    "What differs between two trials, or two arms: configuration, environment, results.\n"
    "A trial is its number or the beginning of its identity, an arm is EXPERIMENT/ARM. Arms\n"
    "are compared on the seeds that both have.";
constexpr char kExamples[] =
    "ceteris diff 1 2\n"
    "ceteris diff positions/sinusoidal positions/rotary\n"
    "ceteris diff 1f0c9a5b 5 --format=json\n";

Table ConfigurationTable(const ComparedSide& a, const ComparedSide& b) {
  Table table{{"path", "path"}, {"a", a.name}, {"b", b.name}};
  const auto shown = [](const std::string& value) { return TableCell(value, value.empty() ? "-" : value); };
  for (const PathChange& change : Differences(a.config, b.config)) {
    table.AddRow({change.path, shown(change.before), shown(change.after)});
  }
  return table;
}

Table EnvironmentTable(const ComparedSide& a, const ComparedSide& b) {
  Table table{{"name", "name"}, {"a", a.name}, {"b", b.name}};
  for (const auto& [name, values] : a.environment) {
    for (const auto& [other_name, other_values] : b.environment) {
      if (name != other_name || (values == other_values && values.size() == 1)) continue;
      table.AddRow({name, absl::StrJoin(values, " and "), absl::StrJoin(other_values, " and ")});
    }
  }
  return table;
}

Table ResultTable(const ComparedSide& a, const ComparedSide& b) {
  Table table{{"metric", "metric"},
              {"a", a.name, Align::kRight},
              {"b", b.name, Align::kRight},
              {"difference", "difference", Align::kRight},
              {"n", "seeds", Align::kRight, /*data_only=*/!a.is_arm}};
  for (const auto& [metric, values] : a.finals) {
    const auto others = b.finals.find(metric);
    if (others == b.finals.end()) continue;
    double sum_a = 0, sum_b = 0;
    int n = 0;
    for (const auto& [seed, value] : values) {
      const auto other = others->second.find(seed);
      if (other == others->second.end()) continue;
      sum_a += value;
      sum_b += other->second;
      ++n;
    }
    if (n == 0) continue;
    const double mean_a = sum_a / n, mean_b = sum_b / n;
    table.AddRow({metric, TableCell(mean_a, FormatFixed(mean_a, 4)), TableCell(mean_b, FormatFixed(mean_b, 4)),
                  TableCell(mean_b - mean_a, FormatSigned(mean_b - mean_a, 4)), n});
  }
  return table;
}

absl::StatusOr<int> Diff(const Arguments& arguments) {
  ASSIGN_OR_RETURN(const Output output, Output::FromFlags());
  ASSIGN_OR_RETURN(ResultsReader reader, OpenResults());
  ASSIGN_OR_RETURN(const ComparedSide a, LoadSide(&reader, arguments.positional[0]));
  ASSIGN_OR_RETURN(const ComparedSide b, LoadSide(&reader, arguments.positional[1]));
  if (a.is_arm != b.is_arm) {
    return absl::InvalidArgumentError(
        absl::StrCat(a.name, " and ", b.name, ": one is a trial and one an arm; give two of a kind"));
  }
  FactSheet sheet;
  sheet.AddTable("configuration", ConfigurationTable(a, b));
  sheet.AddTable("environment", EnvironmentTable(a, b));
  sheet.AddTable("results", ResultTable(a, b));
  if (!output.for_people()) return output.Print(sheet);
  std::string same;
  if (sheet.sections[0].table.rows.empty()) same += "configuration: the same\n";
  if (sheet.sections[1].table.rows.empty()) same += "environment: the same\n";
  return output.Print(absl::StrCat(FormatFactSheet(sheet, output.format(), output.options()), same));
}

}  // namespace

const Command& DiffCommand() {
  static const Command command = {"diff", "A B",     "what differs between two trials or two arms",
                                  kText,  kExamples, {"revision", "db", "format", "out"},
                                  2,      2,         Diff};
  return command;
}

}  // namespace ceteris
