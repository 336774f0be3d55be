#include "tools/ceteris/checked_plan.h"

#include <torch/headeronly/version.h>

#include <map>

#include "absl/strings/str_cat.h"
#include "core/base/status_macros.h"
#include "core/tensor/numeric.h"
#include "data/resolve_task_paths.h"
#include "experiments/plan/expand.h"
#include "experiments/spec/canonical_text.h"
#include "experiments/spec/parse_experiment.h"
#include "tools/ceteris/flags.h"
#include "tools/ceteris/user_path.h"

namespace ceteris {
namespace {

// What is stored and what is run names the same file, wherever it is read.
void ResolvePaths(Plan* plan) {
  const std::string folder = TypedIn();
  ResolveTaskPaths(folder, plan->experiment.mutable_base()->mutable_task());
  for (config::Arm& arm : *plan->experiment.mutable_arm()) {
    if (arm.change().has_task()) ResolveTaskPaths(folder, arm.mutable_change()->mutable_task());
  }
  for (PlannedArm& arm : plan->arms) ResolveTaskPaths(folder, arm.trial.mutable_task());
}

absl::StatusOr<std::vector<DataSummary>> SummarizeArms(const Plan& plan, const std::string& spec) {
  std::map<std::string, DataSummary> by_task;
  std::vector<DataSummary> summaries;
  for (const PlannedArm& arm : plan.arms) {
    const std::string task = CanonicalText(arm.trial.task());
    if (by_task.count(task) == 0) {
      const absl::StatusOr<DataSummary> summary = SummarizeData(arm.trial.task());
      if (!summary.ok()) {
        return absl::Status(summary.status().code(),
                            absl::StrCat(spec, ": arm \"", arm.name, "\": ", summary.status().message()));
      }
      by_task[task] = *summary;
    }
    summaries.push_back(by_task[task]);
  }
  return summaries;
}

}  // namespace

absl::StatusOr<CheckedPlan> CheckPlan(const Arguments& arguments) {
  CheckedPlan checked;
  if (FlagWasTyped("seeds") && FLAGS_seeds == 0) {
    return absl::InvalidArgumentError("--seeds=0: want --seeds=N with N of 1 or more; without it all seeds run");
  }
  ASSIGN_OR_RETURN(const at::Device device, ParseDevice(FLAGS_device));
  checked.device = device.str();
  const std::string spec = UserPath(arguments.positional[0]);
  SourceLocations locations;
  ASSIGN_OR_RETURN(const config::Experiment experiment, ReadExperiment(spec, &locations));
  ExpandOptions options;
  options.first_seeds = FLAGS_seeds;
  options.sets = arguments.sets;
  options.locations = &locations;
  ASSIGN_OR_RETURN(checked.plan, Expand(experiment, options));
  ResolvePaths(&checked.plan);
  ASSIGN_OR_RETURN(checked.data, SummarizeArms(checked.plan, spec));
  return checked;
}

std::string LibtorchVersion() {
  return absl::StrCat(TORCH_VERSION_MAJOR, ".", TORCH_VERSION_MINOR, ".", TORCH_VERSION_PATCH);
}

}  // namespace ceteris
