#include "tools/ceteris/compared_side.h"

#include <cmath>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "core/base/did_you_mean.h"
#include "core/base/status_macros.h"
#include "experiments/results/trial_reader.h"
#include "tools/ceteris/environment_facts.h"
#include "tools/ceteris/results_database.h"
#include "tools/ceteris/stored_config.h"

namespace ceteris {
namespace {

void AddEnvironment(const StoredTrial& trial, ComparedSide* side) {
  const StoredAttempt* attempt = trial.counting_attempt();
  if (attempt == nullptr) return;
  auto facts = EnvironmentFacts(attempt->made_by);
  facts.push_back({"data", trial.data_digest});
  facts.push_back({"attention kernel", trial.attention_kernel});
  side->environment.resize(facts.size());
  for (size_t i = 0; i < facts.size(); ++i) {
    side->environment[i].first = facts[i].first;
    side->environment[i].second.insert(CellText(facts[i].second));
  }
}

absl::StatusOr<ComparedSide> LoadTrialSide(ResultsReader* reader, const std::string& name) {
  ComparedSide side;
  ASSIGN_OR_RETURN(const StoredTrial trial, FindTrial(reader, name));
  side.name = absl::StrCat("trial ", trial.trial_id);
  ASSIGN_OR_RETURN(side.config, ParseStoredConfig(trial.config_textproto, side.name));
  AddEnvironment(trial, &side);
  side.environment.push_back({"seed", {absl::StrCat(trial.seed)}});
  side.environment.push_back({"replicate", {absl::StrCat(trial.replicate)}});
  side.environment.push_back({"state", {std::string(TrialStateName(trial.state))}});
  for (const StoredMetric& metric : trial.metrics) {
    if (metric.last.has_value()) side.finals[metric.name][0] = *metric.last;
  }
  return side;
}

absl::StatusOr<ComparedSide> LoadArmSide(ResultsReader* reader, const std::string& experiment_name,
                                         const std::string& arm_name) {
  ASSIGN_OR_RETURN(const StoredExperiment experiment, FindTypedExperiment(reader, experiment_name));
  ASSIGN_OR_RETURN(const StoredArm arm, FindArm(reader, experiment, arm_name));
  ComparedSide side;
  side.name = absl::StrCat(experiment.name, "/", arm.name);
  side.is_arm = true;
  ASSIGN_OR_RETURN(side.config, ParseStoredConfig(arm.config_textproto, side.name));
  ASSIGN_OR_RETURN(const std::vector<StoredCell> cells, reader->Cells(experiment.experiment_id));
  std::set<uint64_t> succeeded;
  for (const StoredCell& cell : cells) {
    if (cell.arm_id != arm.arm_id || cell.replicate != 0 || cell.state != TrialState::kSucceeded) continue;
    succeeded.insert(cell.seed);
    ASSIGN_OR_RETURN(const StoredTrial trial, FindTrial(reader, cell.identity));
    AddEnvironment(trial, &side);
  }
  ASSIGN_OR_RETURN(const std::vector<FinalMetric> finals, reader->Finals(experiment.experiment_id));
  for (const FinalMetric& one : finals) {
    const bool counts = one.arm_id == arm.arm_id && one.replicate == 0 && succeeded.count(one.seed) > 0;
    if (counts && std::isfinite(one.value)) side.finals[one.metric][one.seed] = one.value;
  }
  return side;
}

}  // namespace

absl::StatusOr<StoredArm> FindArm(ResultsReader* reader, const StoredExperiment& experiment, const std::string& name) {
  ASSIGN_OR_RETURN(const std::vector<StoredArm> arms, reader->Arms(experiment.experiment_id));
  std::vector<std::string> names;
  for (const StoredArm& arm : arms) {
    if (arm.name == name) return arm;
    names.push_back(arm.name);
  }
  return absl::NotFoundError(absl::StrCat(experiment.name, " has no arm \"", name, "\"; there are ",
                                          absl::StrJoin(names, ", "), DidYouMean(name, names)));
}

absl::StatusOr<ComparedSide> LoadSide(ResultsReader* reader, const std::string& name) {
  const size_t slash = name.find('/');
  if (slash == std::string::npos) return LoadTrialSide(reader, name);
  return LoadArmSide(reader, name.substr(0, slash), name.substr(slash + 1));
}

}  // namespace ceteris
