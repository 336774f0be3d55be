// The queue: which runner has which trial. Every change of a trial's state goes through here and leaves an event.
//
// Any number of runners may share one database: a trial is claimed in a BEGIN IMMEDIATE transaction, so exactly one
// gets it. A claim names its runner's process; when that is gone, RecoverLost (recover.h) ends the attempt. Nothing
// here waits or needs a heartbeat on one machine; `beat_ms` is for runners that cannot be seen from here.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/optional.h"
#include "experiments/results/database.h"
#include "experiments/results/process_identity.h"
#include "experiments/results/trial_state.h"

namespace ceteris {

struct Claim {
  int64_t attempt_id = 0;
  int number = 0;      // of the attempt: 1, 2, ...
  std::string folder;  // of the attempt, made already; relative to the folder of the database
};

struct TrialStatus {
  TrialState state = TrialState::kAbsent;
  std::string reason;
  int64_t attempt_id = 0;  // that counts; 0: none yet
  bool running = false;    // somebody runs it, or its replacement
};

// Puts those of `trial_ids` back into the queue that `policy` covers and that have no result: a result stays valid
// until another one replaces it. Returns how many ended trials run again.
absl::StatusOr<int> Requeue(Database* database, const std::vector<int64_t>& trial_ids, const RerunPolicy& policy);

// Starts an attempt at a queued trial, in the name of `runner`, for its child `worker`. nullopt where the trial is not
// queued (any more). An attempt's number is one that neither the database nor the disk has seen.
// replaces: 0, or the attempt whose result is to be replaced. Then the trial is not queued and keeps that result while
// the attempt runs; nullopt where it has another one by now, or somebody is replacing it.
absl::StatusOr<absl::optional<Claim>> ClaimTrial(Database* database, int64_t trial_id, const ProcessIdentity& runner,
                                                 int64_t worker_pid, int64_t replaces = 0);

// Ends an attempt whose journal did not say how it went; one that has ended stays as it is.
absl::Status FinishAttempt(Database* database, int64_t attempt_id, TrialState state, const std::string& reason);

// Inside a transaction of the caller's, for an attempt that has ended so: makes the trial say the same where this
// attempt counts. The latest attempt with a result counts; without any result, the latest.
absl::Status CountAttempt(Database* database, int64_t attempt_id, TrialState state, const std::string& reason);

// "Still here", for all running attempts of `runner`.
absl::Status Beat(Database* database, const ProcessIdentity& runner);

// In the order of `trial_ids`.
absl::StatusOr<std::vector<TrialStatus>> TrialStatuses(Database* database, const std::vector<int64_t>& trial_ids);

// Inside a transaction of the caller's: sets the state and appends the event. No event where nothing changes.
absl::Status SetTrialState(Database* database, int64_t trial_id, TrialState state, const std::string& reason);

}  // namespace ceteris
