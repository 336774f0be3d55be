// Attempts that the database calls RUNNING although nobody runs them: their runner was killed before it could say so.
//
// Who may write settles them (recover.h). A reader who may not is at least told the truth:
//   ASSIGN_OR_RETURN(const int num_dead, ShowDeadRunners(database));   // every view and query now says "LOST?"
#pragma once

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "experiments/results/database.h"
#include "experiments/results/process_identity.h"

namespace ceteris {

struct RunningAttempt {
  int64_t attempt_id = 0;
  bool claimed = false;  // false: adopted from the disk
  ProcessIdentity runner, worker;
  int64_t beat_ms = 0;
};

absl::StatusOr<std::vector<RunningAttempt>> RunningAttempts(Database* database);

// A runner that cannot be seen from here (another machine, another container) is gone after 15 minutes without a beat.
bool IsGone(const RunningAttempt& attempt);

// The running attempts that are gone.
absl::StatusOr<std::vector<RunningAttempt>> AttemptsOfDeadRunners(Database* database);

// On this connection only, trials and attempts of dead runners get the state "LOST?", in the tables and in every view:
// temporary views of the same names stand before them. Nothing is written to the file. Returns how many there are.
absl::StatusOr<int> ShowDeadRunners(Database* database);

}  // namespace ceteris
