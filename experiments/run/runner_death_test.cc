// The runner as a process of its own: killed, interrupted, and two at a time.
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <random>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "core/base/clock.h"
#include "core/base/file.h"
#include "experiments/results/open_database.h"
#include "experiments/results/process_identity.h"
#include "experiments/results/trial_folder.h"
#include "experiments/run/fake_trial.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ceteris {
namespace {

class RunnerDeathTest : public ::testing::Test {
 protected:
  // `runner` of RunFakeSubcommand(): a plan of arms and seeds with 2 workers.
  pid_t StartRunner(int num_arms, int num_seeds, int num_steps, const std::string& seed = "") {
    std::vector<std::string> words = {
        "/proc/self/exe",        "runner", path_, absl::StrCat(num_arms), absl::StrCat(num_seeds),
        absl::StrCat(num_steps), "2"};
    if (!seed.empty()) words.push_back(seed);
    const pid_t child = fork();
    if (child != 0) return child;
    std::vector<char*> arguments;
    for (std::string& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    execv(arguments[0], arguments.data());
    _exit(98);
  }
  static int ExitCode(pid_t child) {
    int status = 0;
    waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  }
  std::string Text(const std::string& sql) {
    const auto database = OpenForReading(path_);
    if (!database.ok()) return "";
    Statement query = (*database)->Prepare(sql);
    const absl::StatusOr<bool> row = query.Step();
    return row.ok() && *row ? query.Text(0) : "";
  }
  void WaitForText(const std::string& sql, const std::string& expected) {
    const double deadline = MonotonicSeconds() + 10;
    while (Text(sql) != expected && MonotonicSeconds() < deadline) absl::SleepFor(absl::Milliseconds(5));
    ASSERT_EQ(Text(sql), expected) << sql;
  }
  // Workers that the database names and that are alive.
  int NumLiveWorkers() {
    const auto database = OpenForReading(path_);
    if (!database.ok()) return 0;
    Statement query = (*database)->Prepare("SELECT worker_pid, worker_start FROM claim");
    int num_alive = 0;
    for (absl::StatusOr<bool> row = query.Step(); row.ok() && *row; row = query.Step()) {
      ProcessIdentity worker = ThisProcess();
      worker.pid = query.Int(0);
      worker.start = query.Int(1);
      num_alive += CheckProcess(worker) == Liveness::kAlive ? 1 : 0;
    }
    return num_alive;
  }
  void ExpectNoWorkerLives() {
    const double deadline = MonotonicSeconds() + 1;
    while (NumLiveWorkers() > 0 && MonotonicSeconds() < deadline) absl::SleepFor(absl::Milliseconds(5));
    EXPECT_EQ(NumLiveWorkers(), 0);
  }

  const std::string path_ =
      absl::StrCat(::testing::TempDir(), "/", ::testing::UnitTest::GetInstance()->current_test_info()->name(), getpid(),
                   "/ceteris.db");
};

TEST_F(RunnerDeathTest, KilledAtRandomMomentsItCompletesEachCellOnce) {
  std::mt19937 random(7);
  int num_killed = 0;
  for (int i = 0; i < 20; ++i) {
    const pid_t runner = StartRunner(3, 40, 40);
    // Every other one once it has begun, however long a busy machine takes to start it.
    if (i % 2 == 1) WaitForText(absl::StrCat("SELECT count(*) > 0 FROM claim WHERE runner_pid = ", runner), "1");
    absl::SleepFor(absl::Milliseconds(5 + random() % (i % 2 == 1 ? 100 : 300)));
    kill(runner, SIGKILL);
    num_killed += ExitCode(runner) == 128 + SIGKILL ? 1 : 0;
    ExpectNoWorkerLives();
    ASSERT_THAT(Text("PRAGMA integrity_check"), ::testing::AnyOf("ok", ""));  // "": killed before there was a database
  }
  EXPECT_GT(num_killed, 5);
  EXPECT_EQ(Text("SELECT count(*) > 0 FROM attempt WHERE state IN ('LOST', 'RUNNING')"),
            "1");  // some were hit in the middle
  EXPECT_EQ(ExitCode(StartRunner(3, 40, 40)), 0);
  EXPECT_EQ(Text("SELECT count(*) FROM v_trials WHERE state = 'SUCCEEDED'"), "120");
  EXPECT_EQ(Text("SELECT count(*) FROM trial"), "120");
  EXPECT_EQ(Text("SELECT count(*) FROM attempt WHERE state = 'SUCCEEDED'"), "120");  // none twice
  EXPECT_EQ(Text("SELECT count(*) FROM attempt WHERE state = 'RUNNING'"), "0");
  EXPECT_EQ(Text("SELECT count(*) FROM metric_point JOIN metric USING(metric_id) JOIN trial USING(attempt_id) WHERE "
                 "name = 'train/loss'"),
            "4800");
  EXPECT_EQ(Text("PRAGMA integrity_check"), "ok");
}

TEST_F(RunnerDeathTest, TwoRunnersShareOnePlan) {
  const pid_t first = StartRunner(3, 10, 10), second = StartRunner(3, 10, 10);
  EXPECT_EQ(ExitCode(first), 0);
  EXPECT_EQ(ExitCode(second), 0);
  EXPECT_EQ(Text("SELECT count(*) FROM trial WHERE state = 'SUCCEEDED'"), "30");
  EXPECT_EQ(Text("SELECT count(*) FROM attempt"), "30");
  EXPECT_EQ(Text("SELECT count(DISTINCT runner_pid) FROM claim"), "2");
  EXPECT_EQ(Text("SELECT max(revision) FROM experiment"), "1");
}

TEST_F(RunnerDeathTest, TheOtherRunnerTakesOverFromAKilledOne) {
  const pid_t first = StartRunner(1, 2, 3000);  // 3 s a trial, if nobody kills it
  WaitForText("SELECT count(*) FROM attempt WHERE state = 'RUNNING'", "2");
  const pid_t second = StartRunner(1, 2, 3000);
  absl::SleepFor(absl::Milliseconds(300));
  kill(first, SIGKILL);
  ExitCode(first);
  WaitForText("SELECT count(*) FROM attempt WHERE state = 'LOST'", "2");
  WaitForText("SELECT count(*) FROM attempt WHERE state = 'RUNNING'", "2");
  kill(second, SIGINT);
  EXPECT_EQ(ExitCode(second), 130);
}

TEST_F(RunnerDeathTest, CtrlCStopsWithinASecondAndKeepsWhatIsFinished) {
  const pid_t runner = StartRunner(2, 4, 500);
  WaitForText("SELECT count(*) >= 2 FROM trial WHERE state = 'SUCCEEDED'", "1");
  absl::SleepFor(absl::Milliseconds(100));  // the next two have begun and are far from their end
  const double start = MonotonicSeconds();
  kill(runner, SIGINT);
  EXPECT_EQ(ExitCode(runner), 130);
  EXPECT_LT(MonotonicSeconds() - start, 1);
  ExpectNoWorkerLives();
  EXPECT_EQ(Text("SELECT count(*) FROM trial WHERE state = 'RUNNING'"), "0");
  EXPECT_EQ(Text("SELECT count(*) >= 1 FROM trial WHERE state = 'CANCELLED'"), "1");
  EXPECT_EQ(Text("SELECT count(*) >= 2 FROM trial WHERE state = 'SUCCEEDED'"), "1");
  const std::string num_succeeded = Text("SELECT count(*) FROM attempt WHERE state = 'SUCCEEDED'");
  const pid_t again = StartRunner(2, 4, 500);
  EXPECT_EQ(ExitCode(again), 0);
  EXPECT_EQ(Text("SELECT count(*) FROM attempt WHERE state = 'SUCCEEDED'"), "8");
  EXPECT_NE(num_succeeded, "8");
}

TEST_F(RunnerDeathTest, SigtermIsPreemption) {
  const pid_t runner = StartRunner(2, 20, 100);
  WaitForText("SELECT count(*) FROM attempt WHERE state = 'RUNNING'", "2");
  kill(runner, SIGTERM);
  EXPECT_EQ(ExitCode(runner), 75);
  ExpectNoWorkerLives();
}

TEST_F(RunnerDeathTest, AKilledWorkerCostsItsTrialAndNothingElse) {
  const pid_t runner = StartRunner(2, 2, 500);
  WaitForText("SELECT count(*) FROM attempt WHERE state = 'RUNNING'", "2");
  kill(std::stoi(Text("SELECT worker_pid FROM claim LIMIT 1")), SIGKILL);
  EXPECT_EQ(ExitCode(runner), 1);
  EXPECT_EQ(Text("SELECT group_concat(reason) FROM trial WHERE state = 'FAILED'"),
            "signal 9 (Killed), possibly out of memory");
  EXPECT_EQ(Text("SELECT count(*) FROM trial WHERE state = 'SUCCEEDED'"), "3");
  EXPECT_EQ(ExitCode(StartRunner(2, 2, 500)), 0);
  EXPECT_EQ(Text("SELECT count(*) FROM attempt WHERE state = 'SUCCEEDED'"), "4");
}

TEST_F(RunnerDeathTest, CtrlCWaitsForNoLockedDatabase) {
  const pid_t runner = StartRunner(1, 2, 3000);
  WaitForText("SELECT count(*) FROM attempt WHERE state = 'RUNNING'", "2");
  {
    const auto database = OpenForWriting(path_);
    ASSERT_TRUE(database.ok() && (*database)->Execute("BEGIN IMMEDIATE").ok());
    absl::SleepFor(absl::Milliseconds(700));  // the runner has met the lock
    const double start = MonotonicSeconds();
    kill(runner, SIGINT);
    EXPECT_EQ(ExitCode(runner), 130);
    EXPECT_LT(MonotonicSeconds() - start, 4);  // two tries of a second, and a slow machine
    ExpectNoWorkerLives();
  }
  const pid_t again = StartRunner(1, 2, 10);
  EXPECT_EQ(ExitCode(again), 0);
}

TEST_F(RunnerDeathTest, AnErrorAmongTrialsIsNoRefusal) {
  const pid_t runner = StartRunner(1, 20, 50);
  WaitForText("SELECT count(*) >= 2 FROM trial WHERE state = 'SUCCEEDED'", "1");
  const std::string trials = absl::StrCat(FolderOf(path_), "/trials");
  ASSERT_EQ(rename(trials.c_str(), (trials + "-away").c_str()), 0);
  ASSERT_TRUE(WriteFileAtomically(trials, "no folder").ok());
  EXPECT_EQ(ExitCode(runner), 1);
  ExpectNoWorkerLives();
  // Nobody can write there, and nothing has run: refused.
  EXPECT_EQ(ExitCode(StartRunner(1, 21, 50)), 64);
  ASSERT_EQ(unlink(trials.c_str()), 0);
  ASSERT_EQ(rename((trials + "-away").c_str(), trials.c_str()), 0);
  EXPECT_EQ(ExitCode(StartRunner(1, 20, 50)), 0);
  EXPECT_EQ(Text("SELECT count(*) FROM attempt WHERE state = 'SUCCEEDED'"), "20");
}

TEST_F(RunnerDeathTest, KilledBeforeItsFirstTableItStartsAfresh) {
  ASSERT_TRUE(MakeDirectories(FolderOf(path_)).ok());
  ASSERT_TRUE(WriteFileAtomically(path_, "").ok());
  EXPECT_EQ(OpenForReading(path_).status().code(), absl::StatusCode::kNotFound);  // as good as none
  EXPECT_EQ(ExitCode(StartRunner(1, 1, 1)), 0);
}

TEST_F(RunnerDeathTest, ASecondCtrlCKillsWhatDoesNotStop) {
  const pid_t runner = StartRunner(1, 1, 10, absl::StrCat(kIgnoresStop));
  WaitForText("SELECT count(*) FROM attempt WHERE state = 'RUNNING'", "1");
  absl::SleepFor(absl::Milliseconds(100));
  kill(runner, SIGINT);
  absl::SleepFor(absl::Milliseconds(600));
  EXPECT_EQ(waitpid(runner, nullptr, WNOHANG), 0);  // it waits for the trial's step
  const double start = MonotonicSeconds();
  kill(runner, SIGINT);
  EXPECT_EQ(ExitCode(runner), 130);
  EXPECT_LT(MonotonicSeconds() - start, 1);
  ExpectNoWorkerLives();
  EXPECT_EQ(Text("SELECT state || ' ' || reason FROM trial"), "CANCELLED stopped");
}

}  // namespace
}  // namespace ceteris

int main(int argc, char** argv) {
  int exit_code = 0;
  if (ceteris::RunFakeSubcommand(argc, argv, &exit_code)) return exit_code;
  ::testing::InitGoogleTest(&argc, argv);
  return RUN_ALL_TESTS();
}
