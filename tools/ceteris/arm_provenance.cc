#include "tools/ceteris/arm_provenance.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "core/base/status_macros.h"
#include "experiments/report/number_format.h"
#include "experiments/results/trial_reader.h"
#include "tools/ceteris/environment_facts.h"

namespace ceteris {
namespace {

// Last finite values of a metric by (arm, seed, replicate).
using Finals = std::map<std::tuple<int64_t, uint64_t, int>, double>;

absl::StatusOr<Finals> FinalsOf(ResultsReader* reader, int64_t experiment_id, const std::string& metric) {
  ASSIGN_OR_RETURN(const std::vector<FinalMetric> all, reader->Finals(experiment_id));
  Finals finals;
  for (const FinalMetric& one : all) {
    if (one.metric == metric && std::isfinite(one.value)) finals[{one.arm_id, one.seed, one.replicate}] = one.value;
  }
  return finals;
}

absl::StatusOr<int64_t> BaselineId(ResultsReader* reader, const StoredExperiment& experiment) {
  ASSIGN_OR_RETURN(const std::vector<StoredArm> arms, reader->Arms(experiment.experiment_id));
  for (const StoredArm& arm : arms) {
    if (arm.baseline) return arm.arm_id;
  }
  return 0;
}

}  // namespace

absl::StatusOr<Table> ArmTrials(ResultsReader* reader, const StoredExperiment& experiment, const StoredArm& arm,
                                const std::string& metric) {
  ASSIGN_OR_RETURN(const std::vector<StoredCell> cells, reader->Cells(experiment.experiment_id));
  ASSIGN_OR_RETURN(const Finals finals, FinalsOf(reader, experiment.experiment_id, metric));
  ASSIGN_OR_RETURN(const int64_t baseline_id, BaselineId(reader, experiment));
  Table table{{"trial", "trial", Align::kRight},
              {"identity", "identity"},
              {"seed", "seed", Align::kRight},
              {"replicate", "replicate", Align::kRight, /*data_only=*/true},
              {"state", "state"},
              {"value", metric, Align::kRight},
              {"baseline", experiment.baseline, Align::kRight, /*data_only=*/arm.baseline},
              {"difference", "difference", Align::kRight, /*data_only=*/arm.baseline},
              {"reason", "reason"}};
  for (const StoredCell& cell : cells) {
    if (cell.arm_id != arm.arm_id || cell.trial_id == 0) continue;
    const auto value = finals.find({arm.arm_id, cell.seed, cell.replicate});
    const auto base = finals.find({baseline_id, cell.seed, 0});
    const std::string seed = absl::StrCat(cell.seed, cell.replicate == 0 ? "" : absl::StrCat("+r", cell.replicate));
    std::vector<TableCell> row = {cell.trial_id, TableCell(cell.identity, cell.identity.substr(0, 12)),
                                  TableCell(static_cast<int64_t>(cell.seed), seed), cell.replicate,
                                  TrialStateName(cell.state)};
    const bool known = value != finals.end(), both = known && base != finals.end() && !arm.baseline;
    row.push_back(known ? TableCell(value->second, FormatFixed(value->second, 4)) : TableCell());
    row.push_back(both ? TableCell(base->second, FormatFixed(base->second, 4)) : TableCell());
    const double difference = both ? value->second - base->second : 0;
    row.push_back(both ? TableCell(difference, FormatSigned(difference, 4)) : TableCell());
    row.push_back(cell.reason);
    table.AddRow(std::move(row));
  }
  return table;
}

absl::StatusOr<Table> ArmProvenance(ResultsReader* reader, const StoredExperiment& experiment, const StoredArm& arm) {
  ASSIGN_OR_RETURN(const std::vector<StoredCell> cells, reader->Cells(experiment.experiment_id));
  std::vector<std::pair<std::vector<std::pair<std::string, std::string>>, int>> ways;  // facts, number of trials
  for (const StoredCell& cell : cells) {
    if (cell.arm_id != arm.arm_id || cell.state != TrialState::kSucceeded) continue;
    ASSIGN_OR_RETURN(const StoredTrial trial, FindTrial(reader, cell.identity));
    const StoredAttempt* attempt = trial.counting_attempt();
    if (attempt == nullptr) continue;
    std::vector<std::pair<std::string, std::string>> facts;
    for (const auto& [name, value] : EnvironmentFacts(attempt->made_by)) {
      facts.push_back({name, CellText(value)});
    }
    facts.push_back({"data", trial.data_digest});
    auto way = std::find_if(ways.begin(), ways.end(), [&](const auto& known) { return known.first == facts; });
    if (way == ways.end()) way = ways.insert(ways.end(), {facts, 0});
    ++way->second;
  }
  Table table{{"name", "name"}};
  if (ways.empty()) return table;
  for (size_t i = 0; i < ways.size(); ++i) {
    table.columns.push_back(
        {absl::StrCat("value_", i + 1), absl::StrCat(ways[i].second, ways[i].second == 1 ? " trial" : " trials")});
  }
  for (size_t fact = 0; fact < ways[0].first.size(); ++fact) {
    std::vector<TableCell> row = {ways[0].first[fact].first};
    for (const auto& way : ways) row.push_back(way.first[fact].second);
    table.AddRow(std::move(row));
  }
  return table;
}

}  // namespace ceteris
