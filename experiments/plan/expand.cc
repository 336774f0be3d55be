#include "experiments/plan/expand.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "core/base/check.h"
#include "core/base/status_macros.h"
#include "experiments/plan/arms.h"
#include "experiments/plan/duplicate_arms.h"
#include "experiments/plan/error_places.h"
#include "experiments/plan/overrides.h"
#include "experiments/plan/spec_identity.h"
#include "experiments/spec/config_path.h"
#include "experiments/spec/fingerprint.h"
#include "experiments/spec/merge.h"
#include "experiments/spec/metric_names.h"
#include "experiments/spec/resolve.h"
#include "experiments/spec/seeds.h"
#include "experiments/spec/validate_experiment.h"
#include "experiments/spec/validate_trial.h"
#include "models/presets/presets.h"

namespace ceteris {
namespace {

// The preset's model, changed by what the base says.
absl::Status ApplyPreset(config::Experiment* experiment) {
  if (experiment->preset().empty()) return absl::OkStatus();
  const absl::StatusOr<config::Preset> preset = FindPreset(experiment->preset());
  if (!preset.ok()) return absl::InvalidArgumentError(absl::StrCat("preset: ", preset.status().message()));
  config::Model model = preset->model();
  Merge(experiment->base().model(), &model);
  *experiment->mutable_base()->mutable_model() = model;
  return absl::OkStatus();
}

absl::StatusOr<PlannedArm> MakeArm(const config::Experiment& experiment, const ArmChoice& choice) {
  PlannedArm arm;
  arm.name = choice.name;
  arm.baseline = choice.baseline;
  arm.trial = experiment.base();
  if (choice.arm >= 0) Merge(experiment.arm(choice.arm).change(), &arm.trial);
  for (const AxisValue& setting : choice.settings) RETURN_IF_ERROR(SetPath(setting.path, setting.text, &arm.trial));
  Resolve(&arm.trial);
  RETURN_IF_ERROR(ValidateTrial(arm.trial));
  RETURN_IF_ERROR(ValidateMetric("primary_metric", experiment.primary_metric(), arm.trial.task()));
  arm.fingerprint = Fingerprint(arm.trial);
  return arm;
}

absl::Status MakeArms(const std::vector<ArmChoice>& choices, const ErrorPlaces& places, Plan* plan) {
  for (const ArmChoice& choice : choices) {
    absl::StatusOr<PlannedArm> arm = MakeArm(plan->experiment, choice);
    if (!arm.ok()) return places.OfArm(choice, arm.status());
    plan->arms.push_back(*std::move(arm));
  }
  const auto baseline =
      std::find_if(plan->arms.begin(), plan->arms.end(), [](const PlannedArm& arm) { return arm.baseline; });
  CETERIS_CHECK(baseline != plan->arms.end(), "validation and ChooseArms() leave exactly one baseline");
  const config::Trial baseline_trial = baseline->trial;
  for (PlannedArm& arm : plan->arms) arm.differs = Differences(baseline_trial, arm.trial);
  return RequireDistinctArms(choices, plan->arms, places);
}

absl::StatusOr<std::vector<uint64_t>> FirstSeeds(const config::Seeds& written, int64_t first) {
  std::vector<uint64_t> seeds = ListSeeds(written);
  const int64_t available = static_cast<int64_t>(seeds.size());
  if (first < 0 || first > available) {
    return absl::InvalidArgumentError(absl::StrCat("--seeds=", first, ": the experiment has ", available,
                                                   " seeds; use 1 to ", available,
                                                   ", or give it more with --set=seeds.count=N"));
  }
  if (first > 0) seeds.resize(first);
  return seeds;
}

absl::Status RequireFewCells(size_t num_arms, size_t num_seeds, int32_t replicates) {
  const int64_t num_cells = static_cast<int64_t>(num_arms * num_seeds) + replicates;  // both are bounded: no overflow
  if (num_cells <= kMostCells) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat("seeds: ", num_arms, " arms and ", num_seeds, " seeds are ", num_cells,
                                                 " trials; a plan has at most ", kMostCells));
}

void MakeCells(const std::vector<uint64_t>& seeds, Plan* plan) {
  for (size_t i = 0; i < seeds.size(); ++i) {
    for (size_t arm = 0; arm < plan->arms.size(); ++arm) plan->cells.push_back({static_cast<int>(arm), seeds[i], 0});
    if (i >= static_cast<size_t>(plan->experiment.replicates())) continue;
    for (size_t arm = 0; arm < plan->arms.size(); ++arm) {
      if (plan->arms[arm].baseline) plan->cells.push_back({static_cast<int>(arm), seeds[i], 1});
    }
  }
}

}  // namespace

absl::StatusOr<Plan> Expand(const config::Experiment& experiment, const ExpandOptions& options) {
  SourceLocations locations;
  if (options.locations != nullptr) locations = *options.locations;
  const ErrorPlaces places(&locations);
  Plan plan;
  plan.experiment = experiment;
  RETURN_IF_ERROR(ApplyOverrides(options.sets, &plan.experiment, &locations));
  // Before resolution, which cannot tell a list beside the default count from one beside a written count.
  RETURN_IF_ERROR(places.OfExperiment(ValidateSeeds(plan.experiment.seeds(), "seeds")));
  RETURN_IF_ERROR(places.OfExperiment(ApplyPreset(&plan.experiment)));
  ResolveExperiment(&plan.experiment);
  RETURN_IF_ERROR(places.OfExperiment(ValidateExperiment(plan.experiment)));
  ASSIGN_OR_RETURN(const std::vector<uint64_t> seeds, FirstSeeds(plan.experiment.seeds(), options.first_seeds));
  const absl::StatusOr<std::vector<ArmChoice>> choices = ChooseArms(plan.experiment, kMostArms);
  if (!choices.ok()) return places.OfExperiment(choices.status());
  RETURN_IF_ERROR(places.OfExperiment(RequireFewCells(choices->size(), seeds.size(), plan.experiment.replicates())));
  RETURN_IF_ERROR(MakeArms(*choices, places, &plan));
  RETURN_IF_ERROR(RequireOverridesReachAnArm(options.sets, plan.arms));
  MakeCells(seeds, &plan);
  plan.spec_sha256 = SpecSha256(plan.experiment, plan.arms);
  return plan;
}

}  // namespace ceteris
