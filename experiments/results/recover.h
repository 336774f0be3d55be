// Putting the tables right after something died: a runner, or the database itself.
//
// The journals own what happened inside trials, so nothing that was finished is lost: a trial whose runner was killed
// after the last record counts, and a deleted database comes back when the experiment is asked for again.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "experiments/results/database.h"

namespace ceteris {

// Ends every RUNNING attempt whose runner is gone: as its journal's footer says, else as LOST. A runner that cannot be
// seen from here (another machine, another container) counts as gone after 15 minutes without a beat. Waits up to 2 s
// for the worker of a dead runner, which the kernel is killing. Returns how many attempts it ended.
absl::StatusOr<int> RecoverLost(Database* database);

// For readers: RecoverLost on the database at `path` where a dead runner left something there, and nothing otherwise.
// An error leaves it as it is: it may not be written, or another process keeps it locked.
absl::Status SettleDeadRunners(const std::string& path);

// Takes in the journals on the disk that the database does not know, of these trials; then RecoverLost. A journal
// without a footer whose writer lives is left alone, one whose first record cannot be read is ignored. Returns how many
// attempts it took in.
absl::StatusOr<int> AdoptJournals(Database* database, const std::vector<std::string>& identities);

// Empties the tables that journals own and reads every journal below the database's folder again. Experiments, arms,
// cells, events, tags and notes stay. FAILED_PRECONDITION while a runner is at work. Returns how many attempts there
// are.
absl::StatusOr<int> RebuildFromJournals(Database* database);

}  // namespace ceteris
