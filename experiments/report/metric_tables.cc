#include "experiments/report/metric_tables.h"

#include <algorithm>
#include <cmath>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "core/base/status_macros.h"
#include "experiments/report/arm_values.h"
#include "experiments/report/number_format.h"
#include "experiments/report/statistics/sample_summary.h"

namespace ceteris {
namespace {

std::string ShareText(double value, double baseline) {
  return baseline > 0 && value > 0 ? absl::StrFormat("%+.1f %%", 100 * (value / baseline - 1)) : "-";
}

TableCell MeanCell(const SampleSummary& summary, int decimals) {
  if (summary.n == 0) return TableCell(std::monostate(), "-");
  std::string text = FormatFixed(summary.mean, decimals);
  if (summary.n > 1) absl::StrAppend(&text, " +- ", FormatSd(summary.sd, decimals));
  return TableCell(summary.mean, text);
}

TableCell DeltaCell(const FamilyComparison& comparison, int decimals) {
  if (comparison.test.n == 0) return TableCell(std::monostate(), "-");
  std::string text = FormatSigned(comparison.test.mean, decimals);
  if (comparison.test.valid) {
    absl::StrAppend(&text, " [", FormatSigned(comparison.interval.low, decimals), ", ",
                    FormatSigned(comparison.interval.high, decimals), "]");
  }
  return TableCell(comparison.test.mean, text);
}

TableCell Bound(double value) { return std::isnan(value) ? TableCell() : TableCell(value); }

std::string Shortened(const std::string& hash) { return hash.substr(0, 12); }

}  // namespace

absl::StatusOr<Table> MetricTable(const ExperimentReport& report, absl::string_view metric) {
  ASSIGN_OR_RETURN(const int baseline, BaselineIndex(report));
  std::vector<SampleSummary> summaries;
  std::vector<PairedSample> samples;
  double smallest_sd = 0;
  for (const ReportArm& arm : report.arms) {
    summaries.push_back(SummarizeSample(CollectValues(report, arm, metric).values));
    samples.push_back(CollectPairs(report, arm, report.arms[baseline], metric));
    const SampleSummary& summary = summaries.back();
    if (summary.n < 2 || summary.constant) continue;
    smallest_sd = smallest_sd == 0 ? summary.sd : std::min(smallest_sd, summary.sd);
  }
  const int decimals = std::min(DecimalsFor(smallest_sd), 6);
  // The baseline's own sample takes part without harm: its differences are 0, and the family size is that of the other
  // arms.
  const auto comparisons = CompareFamily(samples, std::max<int>(1, static_cast<int>(report.arms.size()) - 1));

  bool any_undefined = false;
  Table table{{"arm", "arm"},
              {"mean", "mean +- sd"},
              {"sd", "sd", Align::kRight, /*data_only=*/true},
              {"delta", "delta [95 % simultaneous]"},
              {"delta_low", "delta_low", Align::kRight, /*data_only=*/true},
              {"delta_high", "delta_high", Align::kRight, /*data_only=*/true},
              {"n", "n/N", Align::kRight},
              {"undefined", "undefined because"}};
  for (size_t i = 0; i < report.arms.size(); ++i) {
    const ReportArm& arm = report.arms[i];
    const ArmValues values = CollectValues(report, arm, metric);
    const int n = static_cast<int>(values.values.size());
    any_undefined |= !values.undefined_reason.empty();
    const bool compared = !arm.baseline;
    table.AddRow({TableCell(arm.name, arm.baseline ? arm.name + " *" : arm.name), MeanCell(summaries[i], decimals),
                  Bound(summaries[i].sd), compared ? DeltaCell(comparisons[i], decimals) : TableCell(),
                  compared ? Bound(comparisons[i].interval.low) : TableCell(),
                  compared ? Bound(comparisons[i].interval.high) : TableCell(),
                  TableCell(int64_t{n}, absl::StrCat(n, "/", values.planned)), values.undefined_reason});
  }
  table.columns.back().data_only = !any_undefined;
  return table;
}

absl::StatusOr<Table> LedgerTable(const ExperimentReport& report) {
  ASSIGN_OR_RETURN(const int baseline_index, BaselineIndex(report));
  const ReportArm& baseline = report.arms[baseline_index];
  Table table{{"arm", "arm"},
              {"parameters", "parameters", Align::kRight},
              {"extra_parameters", "beyond baseline", Align::kRight},
              {"flops_per_token", "FLOPs/token", Align::kRight},
              {"flops_share", "to baseline", Align::kRight},
              {"tokens", "tokens/trial", Align::kRight},
              {"training_flops", "FLOPs/trial", Align::kRight},
              {"seconds", "time/trial", Align::kRight},
              {"total_seconds", "time, all", Align::kRight},
              {"attention_kernel", "kernel"}};
  for (const ReportArm& arm : report.arms) {
    double tokens = 0, seconds = 0, total_seconds = 0;
    int count = 0;
    for (const ReportCell& cell : arm.cells) {
      total_seconds += cell.elapsed_seconds;
      if (cell.state != CellState::kSucceeded) continue;
      tokens += static_cast<double>(cell.num_tokens);
      seconds += cell.elapsed_seconds;
      ++count;
    }
    const auto per_trial = [&](double sum, auto format) {
      return count == 0 ? TableCell(std::monostate(), "-") : TableCell(sum / count, format(sum / count));
    };
    const bool counted = arm.num_parameters > 0;
    const int64_t extra = arm.num_parameters - baseline.num_parameters;
    const double share = baseline.flops_per_token > 0 ? arm.flops_per_token / baseline.flops_per_token - 1 : 0;
    table.AddRow(
        {TableCell(arm.name, arm.baseline ? arm.name + " *" : arm.name),
         counted ? TableCell(arm.num_parameters, FormatCount(arm.num_parameters)) : TableCell(std::monostate(), "-"),
         counted && !arm.baseline ? TableCell(extra, FormatSignedCount(extra)) : TableCell(),
         TableCell(arm.flops_per_token, FormatScaled(arm.flops_per_token)),
         arm.baseline ? TableCell() : TableCell(share, ShareText(arm.flops_per_token, baseline.flops_per_token)),
         per_trial(tokens, FormatScaled), per_trial(tokens * arm.flops_per_token, FormatScaled),
         per_trial(seconds, FormatSeconds), TableCell(total_seconds, FormatSeconds(total_seconds)),
         arm.attention_kernel});
  }
  return table;
}

Table SeedTable(const ExperimentReport& report) {
  Table table{{"arm", "arm"}};
  for (const uint64_t seed : report.seeds) {
    table.columns.push_back({absl::StrCat("seed_", seed), absl::StrCat("seed ", seed), Align::kRight});
  }
  double smallest_sd = 0;
  for (const ReportArm& arm : report.arms) {
    const double sd = SummarizeSample(CollectValues(report, arm, report.metric).values).sd;
    if (sd > 0) smallest_sd = smallest_sd == 0 ? sd : std::min(smallest_sd, sd);
  }
  const int decimals = std::min(DecimalsFor(smallest_sd), 6);
  for (const ReportArm& arm : report.arms) {
    std::vector<TableCell> row = {TableCell(arm.name, arm.baseline ? arm.name + " *" : arm.name)};
    for (const uint64_t seed : report.seeds) {
      const ReportCell* cell = FindCell(arm, seed);
      const CellState state = cell == nullptr ? CellState::kMissing : cell->state;
      const FinalValue value = state == CellState::kSucceeded ? FindFinal(*cell, report.metric) : FinalValue();
      if (value.defined) {
        row.push_back(TableCell(value.value, FormatFixed(value.value, decimals)));
      } else {
        row.push_back(TableCell(std::monostate(), state == CellState::kDiverged ? "DIVERGED"
                                                  : state == CellState::kFailed ? "FAILED"
                                                                                : "-"));
      }
    }
    table.AddRow(std::move(row));
  }
  return table;
}

Table DifferenceTable(const ExperimentReport& report) {
  Table table{{"arm", "arm"}, {"path", "path"}, {"baseline", "baseline"}, {"value", "this arm"}};
  for (const ReportArm& arm : report.arms) {
    for (const ConfigDifference& difference : arm.differences) {
      table.AddRow({arm.name, difference.path, difference.baseline_value, difference.value});
    }
  }
  return table;
}

Table ProvenanceTable(const ExperimentReport& report) {
  Table table{{"trials", "trials", Align::kRight},
              {"executable_sha256", "executable"},
              {"git_revision", "git revision"},
              {"git_dirty", "uncommitted changes"},
              {"data_digest", "data"},
              {"device", "device"},
              {"dtype", "dtype"},
              {"num_threads", "threads", Align::kRight},
              {"host", "host"},
              {"libtorch", "LibTorch"},
              {"compiler", "compiler"}};
  for (const ProvenanceRow& row : report.provenance) {
    const std::string device = row.device_name.empty() ? row.cpu : row.device_name;
    table.AddRow({row.num_trials, TableCell(row.executable_sha256, Shortened(row.executable_sha256)),
                  TableCell(row.git_revision, Shortened(row.git_revision)),
                  TableCell(row.git_dirty, row.git_dirty ? "yes" : "no"),
                  TableCell(row.data_digest, Shortened(row.data_digest)), absl::StrCat(row.device_kind, ", ", device),
                  row.dtype, row.num_threads, row.host, row.libtorch, row.compiler});
  }
  return table;
}

}  // namespace ceteris
