// The answer of an experiment: one line per arm with its error bar, its tests and its word. The one data model behind
// the terminal table, CSV, JSON, Markdown and the page.
//
// Example:  ASSIGN_OR_RETURN(VerdictTable table, BuildVerdictTable(report));
//           std::cout << FormatVerdictTable(table, TableFormat::kTable, {.width = 120});
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "experiments/report/report_data.h"
#include "experiments/report/statistics/family_comparison.h"
#include "experiments/report/statistics/pairing.h"
#include "experiments/report/statistics/replicate_noise.h"
#include "experiments/report/statistics/sample_summary.h"
#include "experiments/report/table_format.h"
#include "experiments/report/verdict.h"

namespace ceteris {

// The primary metric at one evaluation length.
struct LengthCell {
  SampleSummary summary;         // n = 0: no value
  std::string undefined_reason;  // why, when it is undefined
};

struct VerdictRow {
  std::string arm;
  bool baseline = false;
  ArmValues values;             // counts and finals of the primary metric
  SampleSummary summary;        // of values.values
  FamilyComparison comparison;  // meaningless for the baseline
  double p_equivalence = 1;     // NaN without margin
  PairingGain pairing;
  ArmVerdict verdict;
  int64_t num_parameters = 0, extra_parameters = 0;  // extra: beyond the baseline's
  double flops_per_token = 0;
  double mean_tokens = 0, mean_seconds = 0;  // per succeeded trial; NaN without one
  std::vector<LengthCell> lengths;           // as VerdictTable::lengths
};

struct VerdictTable {
  std::string experiment;
  int revision = 1;
  std::string metric, unit, baseline;
  Goal goal = Goal::kMinimize;
  double margin = 0;
  int planned_seeds = 0;
  int64_t num_steps = 0;    // of every arm; 0 where they differ
  std::string environment;  // "cpu float32 1 thread"
  std::vector<LengthMetric> lengths;
  std::vector<VerdictRow> rows;  // in the order of the spec, baseline first
  ReplicateNoise noise;
  bool pairing_known = false;
  int seeds_saved = 0;                 // median over arms
  double correlation = 0;              // median over arms
  bool learning_rate_differs = false;  // an arm changes it
  std::vector<std::string> notes;      // about the whole table, sentences
};

// INVALID_ARGUMENT without exactly one baseline. A report without any finished trial gives a table of interim lines.
absl::StatusOr<VerdictTable> BuildVerdictTable(const ExperimentReport& report);

// Decimals that suit means, differences and intervals of the table.
int TableDecimals(const VerdictTable& table);

// "positions (revision 1)   valid/loss, nats per character, at step 500; lower is better; 8 seeds, paired with
// sinusoidal; ..."
std::string DescribeTable(const VerdictTable& table);
// "step 500", where the metric is read.
std::string DescribeStep(const VerdictTable& table);

// "Noise: replicate sd 0.0066; pairing saved about 3 seeds (correlation 0.41). Holds at this size, ..."
std::string DescribeNoise(const VerdictTable& table);
std::string DescribeScope(const VerdictTable& table);

// The whole answer, ends in a line feed. table and md: title, lines, noise, notes. csv: one line per arm. json: one
// object.
std::string FormatVerdictTable(const VerdictTable& table, TableFormat format, const TableOptions& options = {});

}  // namespace ceteris
