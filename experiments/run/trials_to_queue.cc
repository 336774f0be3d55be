#include "experiments/run/trials_to_queue.h"

#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "experiments/run/capture_environment.h"
#include "experiments/run/plan_record.h"

namespace ceteris {
namespace {

std::string LabelOf(const Plan& plan, const PlannedCell& cell) {
  std::string label = absl::StrCat(plan.arms[cell.arm].name, " seed ", cell.seed);
  if (cell.replicate > 0) absl::StrAppend(&label, " replicate ", cell.replicate);
  return label;
}

run::TrialRequest RequestOf(const Plan& plan, const CellRecord& cell, const RunOptions& options,
                            const journal::Environment& environment) {
  const PlannedArm& arm = plan.arms[cell.arm];
  const NumericEnvironment numeric = NumericEnvironmentOf(arm.trial, options.device, options.libtorch);
  run::TrialRequest request;
  request.set_identity(cell.identity);
  request.set_fingerprint(arm.fingerprint);
  *request.mutable_trial() = arm.trial;
  request.set_seed(cell.seed);
  request.set_replicate(cell.replicate);
  request.set_data_digest(cell.data_digest);
  request.set_device(options.device);
  *request.mutable_environment() = environment;
  request.mutable_environment()->set_device_kind(numeric.device_kind);
  request.mutable_environment()->set_dtype(numeric.dtype);
  request.mutable_environment()->set_num_threads(numeric.num_threads);
  return request;
}

}  // namespace

std::vector<QueuedTrial> TrialsToQueue(const Plan& plan, const ExperimentRecord& record,
                                       const RegisteredExperiment& registered, const RunOptions& options) {
  const journal::Environment environment = CaptureEnvironment(options.libtorch);
  std::vector<QueuedTrial> trials;
  std::set<int64_t> known;
  for (size_t i = 0; i < plan.cells.size(); ++i) {  // the record's first cells are the plan's
    if (!known.insert(registered.trial_ids[i]).second) continue;
    trials.push_back({registered.trial_ids[i], LabelOf(plan, plan.cells[i]),
                      RequestOf(plan, record.cells[i], options, environment)});
  }
  return trials;
}

}  // namespace ceteris
