#include "core/base/status_macros.h"
#include "experiments/report/metric_tables.h"
#include "tools/ceteris/answer.h"
#include "tools/ceteris/commands.h"
#include "tools/ceteris/output.h"

namespace ceteris {
namespace {

constexpr char kText[] =
    "The answer of an experiment: one line per arm with its mean, its difference to the\n"
    "baseline with a simultaneous 95 % interval, and a word: better, worse, equivalent,\n"
    "undecided, or why there is none yet. Of another metric (--metric): intervals, no words.";
constexpr char kExamples[] =
    "ceteris table positions\n"
    "ceteris table positions --metric=valid/loss@x4\n"
    "ceteris table positions --revision=1 --format=md --out=table.md\n";

absl::StatusOr<int> PrintTable(const Arguments& arguments) {
  ASSIGN_OR_RETURN(const Output output, Output::FromFlags());
  ASSIGN_OR_RETURN(const ExperimentReport report, LoadTypedReport(arguments.positional[0], /*curves=*/true));
  ASSIGN_OR_RETURN(const std::string metric, TypedMetric(report));
  if (metric == report.metric) return PrintAnswer(report, output);
  ASSIGN_OR_RETURN(const Table table, MetricTable(report, metric));
  return output.Print(table);
}

}  // namespace

const Command& TableCommand() {
  static const Command command = {"table",
                                  "EXPERIMENT",
                                  "the answer: every arm against the baseline, with a verdict",
                                  kText,
                                  kExamples,
                                  {"metric", "revision", "db", "format", "out"},
                                  1,
                                  1,
                                  PrintTable};
  return command;
}

}  // namespace ceteris
