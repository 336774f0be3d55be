#include "experiments/run/run_result.h"

#include "absl/strings/str_cat.h"

namespace ceteris {

int RunResult::exit_code() const {
  switch (end) {
    case End::kComplete:
      return num_failed + num_lost > 0 ? 1 : 0;
    case End::kInterrupted:
      return 130;
    case End::kPreempted:
      return 75;
  }
  return 1;
}

void RunResult::Count(const std::string& label, const TrialStatus& status, const std::string* failed_now) {
  const bool result_stays = failed_now != nullptr && IsResult(status.state);
  if (result_stays || status.state == TrialState::kFailed) {
    ++num_failed;
  } else if (status.state == TrialState::kSucceeded) {
    ++num_succeeded;
  } else if (status.state == TrialState::kDiverged) {
    ++num_diverged;
  } else if (status.state == TrialState::kLost) {
    ++num_lost;
  }
  if (result_stays) {
    failures.push_back(absl::StrCat(label, ": ", *failed_now, "; its earlier result stays"));
  } else if (status.state == TrialState::kFailed || status.state == TrialState::kLost) {
    failures.push_back(absl::StrCat(label, ": ", status.reason));
  }
}

}  // namespace ceteris
