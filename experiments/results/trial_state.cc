#include "experiments/results/trial_state.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "core/base/check.h"
#include "core/base/did_you_mean.h"

namespace ceteris {

absl::string_view TrialStateName(TrialState state) {
  switch (state) {
    case TrialState::kAbsent:
      return "ABSENT";
    case TrialState::kQueued:
      return "QUEUED";
    case TrialState::kRunning:
      return "RUNNING";
    case TrialState::kSucceeded:
      return "SUCCEEDED";
    case TrialState::kDiverged:
      return "DIVERGED";
    case TrialState::kFailed:
      return "FAILED";
    case TrialState::kLost:
      return "LOST";
    case TrialState::kCancelled:
      return "CANCELLED";
    case TrialState::kPerhapsLost:
      return "LOST?";
  }
  return "";
}

TrialState TrialStateFromName(absl::string_view name) {
  for (const TrialState state :
       {TrialState::kAbsent, TrialState::kQueued, TrialState::kRunning, TrialState::kSucceeded, TrialState::kDiverged,
        TrialState::kFailed, TrialState::kLost, TrialState::kCancelled, TrialState::kPerhapsLost}) {
    if (TrialStateName(state) == name) return state;
  }
  CETERIS_CHECK(false, absl::StrCat("no trial state is called ", name));
}

bool IsResult(TrialState state) { return state == TrialState::kSucceeded || state == TrialState::kDiverged; }

bool RerunPolicy::Covers(TrialState state) const {
  switch (state) {
    case TrialState::kAbsent:
    case TrialState::kQueued:
    case TrialState::kCancelled:
      return true;
    case TrialState::kRunning:
      return false;
    case TrialState::kSucceeded:
      return succeeded;
    case TrialState::kDiverged:
      return diverged;
    case TrialState::kFailed:
      return failed;
    case TrialState::kLost:
    case TrialState::kPerhapsLost:
      return lost;
  }
  return false;
}

absl::StatusOr<RerunPolicy> ParseRerunPolicy(absl::string_view text) {
  RerunPolicy policy{false, false, false, false};
  if (text == "none") return policy;
  if (text == "all") return RerunPolicy{true, true, true, true};
  for (const absl::string_view piece : absl::StrSplit(text, ',')) {
    const absl::string_view word = absl::StripAsciiWhitespace(piece);
    if (word == "failed") {
      policy.failed = true;
    } else if (word == "lost") {
      policy.lost = true;
    } else if (word == "diverged") {
      policy.diverged = true;
    } else {
      return absl::InvalidArgumentError(absl::StrCat("--rerun: unknown value \"", word,
                                                     "\"; use none, all, or a list of failed, lost, diverged",
                                                     DidYouMean(word, {"none", "all", "failed", "lost", "diverged"})));
    }
  }
  return policy;
}

}  // namespace ceteris
