#include "experiments/run/plan_record.h"

#include <set>
#include <tuple>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "experiments/spec/canonical_text.h"
#include "experiments/spec/path_values.h"
#include "experiments/spec/seeds.h"

namespace ceteris {
namespace {

std::string DtypeOf(const config::Precision& precision) {
  switch (precision.variant_case()) {
    case config::Precision::kFloat32:
      return "float32";
    case config::Precision::kBfloat16:
      return "bfloat16";
    case config::Precision::kFloat64:
      return "float64";
    case config::Precision::VARIANT_NOT_SET:
      break;
  }
  return "float32";
}

std::string ConditionsOf(const NumericEnvironment& environment, absl::string_view data_digest) {
  return absl::StrCat(environment.device_kind, " ", environment.dtype, ", ", environment.num_threads,
                      environment.num_threads == 1 ? " thread" : " threads", ", LibTorch ", environment.libtorch,
                      ", data ", data_digest.substr(0, 12));
}

ArmRecord RecordOfArm(const PlannedArm& arm) {
  ArmRecord record;
  record.name = arm.name;
  record.baseline = arm.baseline;
  record.fingerprint = arm.fingerprint;
  record.config_textproto = CanonicalText(arm.trial);
  for (const PathValue& value : PathValues(arm.trial)) record.fields.push_back({value.path, value.value});
  return record;
}

// (arm, seed, replicate) of everything the experiment plans, whatever was asked for this time.
std::vector<PlannedCell> AllCells(const Plan& plan) {
  const std::vector<uint64_t> seeds = ListSeeds(plan.experiment.seeds());
  std::vector<PlannedCell> cells = plan.cells;
  std::set<std::tuple<int, uint64_t, int>> known;
  for (const PlannedCell& cell : cells) known.insert({cell.arm, cell.seed, cell.replicate});
  const auto add = [&](int arm, uint64_t seed, int replicate) {
    if (known.insert({arm, seed, replicate}).second) cells.push_back({arm, seed, replicate});
  };
  for (size_t i = 0; i < seeds.size(); ++i) {
    for (int arm = 0; arm < static_cast<int>(plan.arms.size()); ++arm) {
      add(arm, seeds[i], 0);
      if (plan.arms[arm].baseline && static_cast<int>(i) < plan.experiment.replicates()) add(arm, seeds[i], 1);
    }
  }
  return cells;
}

}  // namespace

NumericEnvironment NumericEnvironmentOf(const config::Trial& trial, absl::string_view device,
                                        absl::string_view libtorch) {
  const std::pair<std::string, std::string> kind_and_index = absl::StrSplit(device, absl::MaxSplits(':', 1));
  return {kind_and_index.first, DtypeOf(trial.training().precision()), trial.training().num_threads(),
          std::string(libtorch)};
}

ExperimentRecord RecordOfPlan(const Plan& plan, const std::vector<std::string>& data_digests, absl::string_view device,
                              absl::string_view libtorch) {
  const config::Experiment& experiment = plan.experiment;
  ExperimentRecord record;
  record.name = experiment.name();
  record.question = experiment.question();
  record.hypothesis = experiment.hypothesis();
  record.primary_metric = experiment.primary_metric();
  record.maximize = experiment.goal() == config::Experiment::MAXIMIZE;
  record.equivalence_margin = experiment.equivalence_margin();
  record.num_seeds = static_cast<int>(ListSeeds(experiment.seeds()).size());
  record.spec_sha256 = plan.spec_sha256;
  record.spec_textproto = CanonicalText(experiment);
  std::set<std::string> conditions;
  std::vector<NumericEnvironment> environments;
  for (size_t i = 0; i < plan.arms.size(); ++i) {
    record.arms.push_back(RecordOfArm(plan.arms[i]));
    environments.push_back(NumericEnvironmentOf(plan.arms[i].trial, device, libtorch));
    conditions.insert(ConditionsOf(environments.back(), data_digests[i]));
  }
  record.conditions = absl::StrJoin(conditions, "; ");
  const std::vector<PlannedCell> cells = AllCells(plan);
  for (size_t i = 0; i < cells.size(); ++i) {
    const PlannedCell& cell = cells[i];
    CellRecord cell_record{cell.arm, cell.seed, cell.replicate, "", data_digests[cell.arm]};
    if (i < plan.cells.size()) {
      cell_record.identity = TrialIdentity(plan.arms[cell.arm].fingerprint, cell.seed, cell.replicate,
                                           data_digests[cell.arm], environments[cell.arm]);
    }
    record.cells.push_back(std::move(cell_record));
  }
  return record;
}

}  // namespace ceteris
