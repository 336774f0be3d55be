#include "experiments/spec/validate_experiment.h"

#include <cmath>
#include <map>
#include <string>

#include "absl/strings/str_cat.h"
#include "core/base/status_macros.h"
#include "experiments/spec/field_value.h"
#include "experiments/spec/names.h"
#include "experiments/spec/seeds.h"

namespace ceteris {
namespace {

absl::Status RequireNotNegative(absl::string_view path, double value) {
  if (value >= 0 && std::isfinite(value)) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat(path, ": ", FormatDouble(value), " is out of range; use a finite number, 0 or more"));
}

absl::Status ValidateReplicates(const config::Experiment& experiment) {
  const size_t num_seeds = ListSeeds(experiment.seeds()).size();
  const int32_t replicates = experiment.replicates();
  if (replicates >= 0 && static_cast<size_t>(replicates) <= num_seeds) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat("replicates: ", replicates, " is out of range; use 0 to ", num_seeds, ", the number of seeds"));
}

absl::Status ValidateArms(const config::Experiment& experiment) {
  std::map<std::string, int> seen;
  int baseline = -1;
  for (int i = 0; i < experiment.arm_size(); ++i) {
    const config::Arm& arm = experiment.arm(i);
    const std::string path = absl::StrCat("arm[", i, "]");
    RETURN_IF_ERROR(ValidateArmName(absl::StrCat(path, ".name"), arm.name()));
    if (!seen.emplace(arm.name(), i).second) {
      return absl::InvalidArgumentError(absl::StrCat(path, ".name: \"", arm.name(), "\" is already the name of arm[",
                                                     seen[arm.name()], "]; name each arm once"));
    }
    if (!arm.baseline()) continue;
    if (baseline >= 0) {
      return absl::InvalidArgumentError(absl::StrCat(path, ".baseline: \"", arm.name(),
                                                     "\" is a second baseline beside \"",
                                                     experiment.arm(baseline).name(), "\"; mark exactly one arm"));
    }
    baseline = i;
  }
  if (baseline < 0 && experiment.arm_size() > 0) {
    return absl::InvalidArgumentError(
        "arm: no arm is the baseline; write baseline: true in the arm that the others are compared with");
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status ValidateExperiment(const config::Experiment& experiment) {
  RETURN_IF_ERROR(ValidateExperimentName("name", experiment.name()));
  RETURN_IF_ERROR(RequireNotNegative("equivalence_margin", experiment.equivalence_margin()));
  RETURN_IF_ERROR(ValidateSeeds(experiment.seeds(), "seeds"));
  RETURN_IF_ERROR(ValidateReplicates(experiment));
  RETURN_IF_ERROR(RequireNotNegative("budget.max_minutes", experiment.budget().max_minutes()));
  return ValidateArms(experiment);
}

}  // namespace ceteris
