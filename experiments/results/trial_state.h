// What became of a trial, and which trials run again when the command is typed again.
#pragma once

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace ceteris {

enum class TrialState {
  kAbsent,       // planned, but this seed was never asked for
  kQueued,       // waiting for a worker
  kRunning,      // a live runner has it
  kSucceeded,    // a result
  kDiverged,     // a result too: the loss became no number, or worse than a uniform guess
  kFailed,       // an error, a crash, a full disk; `reason` says which
  kLost,         // its runner died without saying how it went
  kCancelled,    // stopped by a person
  kPerhapsLost,  // never stored: RUNNING in a database that may not be written, but its runner is gone
};

// "SUCCEEDED", ...: as stored. "LOST?": what a reader says who could not settle it (dead_runners.h).
absl::string_view TrialStateName(TrialState state);
// Of a name that TrialStateName gave; CHECKed, since the schema allows no other.
TrialState TrialStateFromName(absl::string_view name);

// Succeeded or diverged: an answer, which only another answer replaces.
bool IsResult(TrialState state);

// Which ended trials run again. Queued and cancelled ones always do.
struct RerunPolicy {
  bool succeeded = false;
  bool diverged = false;
  bool failed = true;
  bool lost = true;

  bool Covers(TrialState state) const;
};

// "none", "all", or a comma-separated list of "failed", "lost", "diverged" ("failed,lost" is the default policy).
// INVALID_ARGUMENT: `--rerun: unknown value "fialed"; use ...`.
absl::StatusOr<RerunPolicy> ParseRerunPolicy(absl::string_view text);

}  // namespace ceteris
