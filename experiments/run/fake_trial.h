// Trials without LibTorch, for tests of everything around a trial. The seed says how a trial behaves.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "experiments/plan/plan.h"
#include "experiments/run/run_experiment.h"
#include "experiments/run/worker.h"

namespace ceteris {

// Other seeds: a trial that succeeds, 1 ms a step.
constexpr uint64_t kCrashes = 1001;       // SIGSEGV at step 3, after a word on standard error
constexpr uint64_t kExits = 1002;         // exit code 3 before its header
constexpr uint64_t kReturnsError = 1003;  // an error status
constexpr uint64_t kDiverges = 1004;
constexpr uint64_t kFillsDisk = 1005;      // its journal meets a limit
constexpr uint64_t kIgnoresStop = 1006;    // sleeps for a minute whatever is asked of it
constexpr uint64_t kIsKilled = 1007;       // SIGKILL from inside, after its last metric and before its footer
constexpr uint64_t kBabbles = 1008;        // prints protocol words on standard output; succeeds
constexpr uint64_t kBreaksJournal = 1009;  // writes into its journal what is no record; succeeds

absl::StatusOr<journal::Footer> FakeTrial(const run::TrialRequest& request, JournalWriter& journal,
                                          const std::atomic<bool>& stop);

// Arms "arm0" (the baseline), "arm1", ... of `num_steps` steps on these seeds.
Plan FakePlan(int num_arms, const std::vector<uint64_t>& seeds, int64_t num_steps = 5);

// Of this test's binary, whose main() calls RunFakeSubcommand().
RunOptions FakeRunOptions(const std::string& database_path);

// `worker`: a worker of fake trials. `runner DATABASE NUM_ARMS NUM_SEEDS NUM_STEPS NUM_WORKERS [SEED]`: RunExperiment
// on a fake plan. True where the arguments are one of these: *exit_code is then main()'s.
bool RunFakeSubcommand(int argc, char** argv, int* exit_code);

}  // namespace ceteris
