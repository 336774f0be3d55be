#include "experiments/run/fake_trial.h"

#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <limits>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "core/base/sha256.h"

namespace ceteris {
namespace {

// What a full disk does to write(2), for this process from now on.
void LimitFiles(rlim_t num_bytes) {
  rlimit limit;
  getrlimit(RLIMIT_FSIZE, &limit);
  limit.rlim_cur = num_bytes;
  setrlimit(RLIMIT_FSIZE, &limit);
}

void Misbehave(uint64_t seed, int64_t step) {
  if (step != 3) return;
  if (seed == kCrashes) {
    std::fprintf(stderr, "first line\n\033[31mabout to crash\n");
    signal(SIGSEGV, SIG_DFL);
    raise(SIGSEGV);
  }
  if (seed == kIgnoresStop) {
    for (int i = 0; i < 600; ++i) absl::SleepFor(absl::Milliseconds(100));
  }
  if (seed == kBabbles) std::printf("DONE\nFAILED nonsense\n");
}

int RunFakeRunner(char** argv) {
  const int num_seeds = std::atoi(argv[2]);
  std::vector<uint64_t> seeds;
  for (int i = 1; i <= num_seeds; ++i) seeds.push_back(i);
  if (argv[5] != nullptr) seeds = {std::strtoull(argv[5], nullptr, 10)};
  RunOptions options = FakeRunOptions(argv[0]);
  options.num_workers = std::atoi(argv[4]);
  const std::unique_ptr<ProgressView> view = MakeProgressView(STDERR_FILENO);
  options.progress = view.get();
  const absl::StatusOr<RunResult> result =
      RunExperiment(FakePlan(std::atoi(argv[1]), seeds, std::atoi(argv[3])), options);
  if (result.ok()) return result->exit_code();
  std::fprintf(stderr, "%s\n", result.status().ToString().c_str());
  return absl::IsInternal(result.status()) ? 1 : 64;  // as `ceteris` does
}

}  // namespace

absl::StatusOr<journal::Footer> FakeTrial(const run::TrialRequest& request, JournalWriter& journal,
                                          const std::atomic<bool>& stop) {
  const uint64_t seed = request.seed();
  if (seed == kExits) std::exit(3);
  absl::Status status = journal.WriteHeader(HeaderOfRequest(request));
  if (seed == kReturnsError) return absl::InvalidArgumentError("model.decoder: made to fail");
  if (seed == kFillsDisk) LimitFiles(3000);
  journal::Footer footer;
  const int64_t num_steps = seed == kFillsDisk ? 1000 : request.trial().training().num_steps();
  for (int64_t step = 1; step <= num_steps && status.ok(); ++step) {
    if (stop.load()) {
      footer.set_outcome(journal::Footer::CANCELLED);
      return footer;
    }
    Misbehave(seed, step);
    absl::SleepFor(absl::Milliseconds(1));
    status = journal.WriteMetrics(step, {{"train/loss", 4.0 / static_cast<double>(step)}});
    footer.set_num_steps(step);
  }
  if (status.ok()) status = journal.WriteMetrics(num_steps, {{"valid/loss", 2.0 + 0.01 * static_cast<double>(seed)}});
  if (seed == kIsKilled) raise(SIGKILL);
  if (seed == kFillsDisk) LimitFiles(RLIM_INFINITY);
  if (seed == kDiverges) {
    footer.set_outcome(journal::Footer::DIVERGED);
    footer.set_reason("loss is NaN at step 4");
  }
  if (seed == kBreaksJournal) {
    std::FILE* file = std::fopen(journal.path().c_str(), "a");
    std::fputs("somebody else's words, among the records", file);
    std::fclose(file);
  }
  if (!status.ok()) return status;
  return footer;
}

Plan FakePlan(int num_arms, const std::vector<uint64_t>& seeds, int64_t num_steps) {
  Plan plan;
  plan.experiment.set_name("fake");
  plan.experiment.set_primary_metric("valid/loss");
  for (const uint64_t seed : seeds) plan.experiment.mutable_seeds()->add_list(seed);
  plan.spec_sha256 = Sha256Hex(absl::StrCat(num_arms, "arms", num_steps, plan.experiment.ShortDebugString()));
  for (int i = 0; i < num_arms; ++i) {
    PlannedArm arm;
    arm.name = absl::StrCat("arm", i);
    arm.baseline = i == 0;
    arm.trial.mutable_training()->set_num_steps(num_steps);
    arm.trial.mutable_training()->set_num_threads(1);
    arm.fingerprint = Sha256Hex(absl::StrCat("fake", i, "steps", num_steps));
    plan.arms.push_back(std::move(arm));
  }
  for (const uint64_t seed : seeds) {
    for (int i = 0; i < num_arms; ++i) plan.cells.push_back({i, seed, 0});
  }
  return plan;
}

RunOptions FakeRunOptions(const std::string& database_path) {
  RunOptions options;
  options.database_path = database_path;
  options.data_digests.assign(64, "fakedata");
  options.libtorch = "0.0";
  options.num_workers = 2;
  return options;
}

bool RunFakeSubcommand(int argc, char** argv, int* exit_code) {
  const std::string subcommand = argc > 1 ? argv[1] : "";
  if (subcommand == "worker") {
    *exit_code = RunWorker(FakeTrial);
  } else if (subcommand == "runner" && argc > 6) {
    *exit_code = RunFakeRunner(argv + 2);
  } else {
    return false;
  }
  return true;
}

}  // namespace ceteris
