#include "experiments/run/run_experiment.h"

#include <unistd.h>

#include "absl/strings/str_cat.h"
#include "core/base/clock.h"
#include "core/base/file.h"
#include "experiments/results/open_database.h"
#include "experiments/results/reader.h"
#include "experiments/results/trial_reader.h"
#include "experiments/run/fake_trial.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ceteris {
namespace {

using ::testing::HasSubstr;

class RunExperimentTest : public ::testing::Test {
 protected:
  RunResult Run(const Plan& plan) { return Run(plan, options_); }
  RunResult Run(const Plan& plan, const RunOptions& options) {
    const absl::StatusOr<RunResult> result = RunExperiment(plan, options);
    EXPECT_TRUE(result.ok()) << result.status();
    return result.value_or(RunResult());
  }
  std::string Text(const std::string& sql) {
    const auto database = OpenForReading(path_);
    EXPECT_TRUE(database.ok()) << database.status();
    Statement query = (*database)->Prepare(sql);
    const absl::StatusOr<bool> row = query.Step();
    EXPECT_TRUE(row.ok()) << row.status();
    return row.ok() && *row ? query.Text(0) : "";
  }
  // State and reason of the cell of arm0 on a seed.
  std::string StateOf(uint64_t seed) {
    return Text(absl::StrCat("SELECT state || ': ' || reason FROM v_trials WHERE arm = 'arm0' AND seed = ", seed));
  }

  const std::string folder_ = absl::StrCat(::testing::TempDir(), "/",
                                           ::testing::UnitTest::GetInstance()->current_test_info()->name(), getpid());
  const std::string path_ = folder_ + "/ceteris.db";
  RunOptions options_ = FakeRunOptions(path_);
};

TEST_F(RunExperimentTest, RunsEachCellOnceAndThenNothing) {
  const RunResult first = Run(FakePlan(3, {1, 2, 3}));
  EXPECT_EQ(first.num_run, 9);
  EXPECT_EQ(first.num_succeeded, 9);
  EXPECT_EQ(first.exit_code(), 0);
  EXPECT_TRUE(first.is_new_revision);
  const RunResult second = Run(FakePlan(3, {1, 2, 3}));
  EXPECT_EQ(second.num_run, 0);
  EXPECT_EQ(second.num_there_before, 9);
  EXPECT_FALSE(second.is_new_revision);
  EXPECT_EQ(Text("SELECT count(*) FROM attempt"), "9");
  EXPECT_EQ(Text("SELECT last_value FROM v_final WHERE arm = 'arm2' AND seed = 3 AND metric = 'valid/loss'"), "2.03");
}

TEST_F(RunExperimentTest, RecordsWhatMadeATrial) {
  Run(FakePlan(1, {1}));
  ResultsReader reader = *ResultsReader::Open(path_);
  const StoredTrial trial = *FindTrial(&reader, "1");
  const Provenance& made_by = trial.attempts[0].made_by;
  EXPECT_EQ(made_by.executable_sha256.size(), 64u);
  EXPECT_EQ(made_by.libtorch, "0.0");
  EXPECT_EQ(made_by.device_kind, "cpu");
  EXPECT_EQ(made_by.dtype, "float32");
  EXPECT_EQ(made_by.num_threads, 1);
  EXPECT_FALSE(made_by.cpu.empty());
  EXPECT_THAT(trial.config_textproto, HasSubstr("num_steps: 5"));
  EXPECT_GT(trial.attempts[0].peak_bytes, 0);
  EXPECT_GT(trial.attempts[0].journal_seconds, 0);
  // The request lies beside the journal, to look at and to repeat.
  EXPECT_THAT(
      *ReadFile(absl::StrCat(folder_, "/trials/", trial.identity.substr(0, 12), "/attempt-1/request.textproto")),
      HasSubstr("seed: 1"));
}

TEST_F(RunExperimentTest, AFailedTrialHarmsNoSibling) {
  const RunResult result =
      Run(FakePlan(1, {1, kCrashes, 2, kExits, 3, kReturnsError, 4, kIsKilled, 5, kFillsDisk, 6, kBabbles, 7}));
  EXPECT_EQ(result.num_succeeded, 8);  // seeds 1 to 7 and the one that babbles
  EXPECT_EQ(result.num_failed, 5);
  EXPECT_EQ(result.exit_code(), 1);
  EXPECT_EQ(result.failures.size(), 5u);
  EXPECT_THAT(StateOf(kCrashes),
              HasSubstr("FAILED: signal 11 (Segmentation fault): first line | \\x1b[31mabout to crash"));
  EXPECT_EQ(StateOf(kExits), "FAILED: exit code 3");
  EXPECT_EQ(StateOf(kReturnsError), "FAILED: model.decoder: made to fail");
  EXPECT_THAT(StateOf(kIsKilled), HasSubstr("FAILED: signal 9 (Killed), possibly out of memory"));
  EXPECT_THAT(StateOf(kFillsDisk), HasSubstr("journal.tfrecord: File too large"));
  EXPECT_THAT(StateOf(kBabbles), HasSubstr("SUCCEEDED"));
  EXPECT_EQ(Text("PRAGMA integrity_check"), "ok");
}

TEST_F(RunExperimentTest, FailedTrialsRunAgainDivergedOnesOnRequest) {
  const Plan plan = FakePlan(1, {1, kReturnsError, kDiverges});
  const RunResult first = Run(plan);
  EXPECT_EQ(first.num_diverged, 1);
  EXPECT_EQ(StateOf(kDiverges), "DIVERGED: loss is NaN at step 4");
  EXPECT_EQ(Run(plan).num_run, 1);  // the failed one
  options_.rerun = *ParseRerunPolicy("diverged");
  EXPECT_EQ(Run(plan).num_run, 1);
  options_.rerun = *ParseRerunPolicy("none");
  EXPECT_EQ(Run(plan).num_run, 0);
  options_.rerun = *ParseRerunPolicy("all");
  EXPECT_EQ(Run(plan).num_run, 3);
  EXPECT_EQ(Text("SELECT count(*) FROM attempt"), "8");
}

TEST_F(RunExperimentTest, AResultStaysUntilAnotherOneReplacesIt) {
  const Plan plan = FakePlan(1, {1, 2});
  Run(plan);
  options_.rerun = *ParseRerunPolicy("all");
  options_.worker_command = {"/bin/false"};
  const RunResult failed = Run(plan);
  EXPECT_EQ(failed.num_failed, 2);
  EXPECT_EQ(failed.exit_code(), 1);
  EXPECT_THAT(failed.failures[0], HasSubstr("exit code 1; its earlier result stays"));
  EXPECT_EQ(Text("SELECT group_concat(last_value) FROM v_final WHERE metric = 'valid/loss'"), "2.01,2.02");
  options_.worker_command = FakeRunOptions(path_).worker_command;
  EXPECT_EQ(Run(plan).num_succeeded, 2);
  EXPECT_EQ(Text("SELECT group_concat(number) FROM trial JOIN attempt USING(attempt_id)"), "3,3");
}

TEST_F(RunExperimentTest, ADamagedJournalIsAFailureThatIsNamed) {
  Run(FakePlan(1, {kBreaksJournal, 1}));
  EXPECT_THAT(StateOf(kBreaksJournal), HasSubstr("FAILED: "));
  EXPECT_THAT(StateOf(kBreaksJournal), HasSubstr(": byte "));
  EXPECT_THAT(StateOf(1), HasSubstr("SUCCEEDED"));
}

TEST_F(RunExperimentTest, SeedsMakeNoRevisionAndAChangedPlanDoes) {
  Plan all = FakePlan(2, {1, 2, 3});
  Plan first = all;
  first.cells.resize(2);  // --seeds=1
  EXPECT_EQ(Run(first).num_run, 2);
  EXPECT_EQ(Text("SELECT count(*) FROM v_missing WHERE state = 'ABSENT'"), "4");
  const RunResult rest = Run(all);
  EXPECT_EQ(rest.revision, 1);
  EXPECT_EQ(rest.num_run, 4);
  // One more arm: a new revision, which links what ran.
  const RunResult wider = Run(FakePlan(3, {1, 2, 3}));
  EXPECT_EQ(wider.revision, 2);
  EXPECT_EQ(wider.num_run, 3);
}

TEST_F(RunExperimentTest, AnotherDeviceIsAnotherRevision) {
  Run(FakePlan(1, {1}));
  options_.libtorch = "0.1";
  const RunResult result = Run(FakePlan(1, {1}));
  EXPECT_EQ(result.revision, 2);
  EXPECT_EQ(result.num_run, 1);
}

TEST_F(RunExperimentTest, ADeletedDatabaseIsReadBackFromTheJournals) {
  Run(FakePlan(2, {1, 2}));
  for (const char* suffix : {"", "-wal", "-shm"}) unlink((path_ + suffix).c_str());
  const RunResult result = Run(FakePlan(2, {1, 2}));
  EXPECT_EQ(result.num_adopted, 4);
  EXPECT_EQ(result.num_run, 0);
  EXPECT_EQ(Text("SELECT last_value FROM v_final WHERE arm = 'arm1' AND seed = 2 AND metric = 'valid/loss'"), "2.02");
}

TEST_F(RunExperimentTest, AWorkerThatCannotBeStartedIsAnError) {
  options_.worker_command = {"/no/such/program", "worker"};
  const absl::StatusOr<RunResult> result = RunExperiment(FakePlan(1, {1}), options_);
  EXPECT_THAT(std::string(result.status().message()), HasSubstr("/no/such/program: No such file or directory"));
  EXPECT_EQ(Text("SELECT count(*) FROM v_missing WHERE state = 'QUEUED'"), "1");
}

TEST_F(RunExperimentTest, AWorkerThatIsNoWorkerFailsItsTrials) {
  options_.worker_command = {"/bin/false"};
  const RunResult result = Run(FakePlan(1, {1, 2}));
  EXPECT_EQ(result.num_failed, 2);
  EXPECT_EQ(StateOf(1), "FAILED: exit code 1");
}

TEST_F(RunExperimentTest, ArmsMayHaveDifferentThreadCounts) {
  Plan plan = FakePlan(3, {1, 2});
  plan.arms[1].trial.mutable_training()->set_num_threads(2);
  EXPECT_EQ(Run(plan).num_succeeded, 6);
  EXPECT_EQ(Text("SELECT thread_counts FROM v_drift"), "2");
}

TEST_F(RunExperimentTest, ARefusedDatabaseRunsNothing) {
  ASSERT_TRUE(MakeDirectories(folder_).ok());
  ASSERT_TRUE(WriteFileAtomically(path_, "this is no database, but somebody's text").ok());
  EXPECT_EQ(RunExperiment(FakePlan(1, {1}), options_).status().code(), absl::StatusCode::kDataLoss);
  EXPECT_EQ(*ReadFile(path_), "this is no database, but somebody's text");
  EXPECT_NE(access((folder_ + "/trials").c_str(), F_OK), 0);
}

// Prints what the README states.
TEST_F(RunExperimentTest, PrintsTheCostOfATrial) {
  std::vector<uint64_t> seeds(100);
  for (size_t i = 0; i < seeds.size(); ++i) seeds[i] = i + 1;
  options_.num_workers = 1;
  const double start = MonotonicSeconds();
  Run(FakePlan(1, seeds, /*num_steps=*/1));
  std::printf("a trial costs the runner %.1f ms, process start included\n", 10 * (MonotonicSeconds() - start));
  const double again = MonotonicSeconds();
  Run(FakePlan(1, seeds, /*num_steps=*/1));
  std::printf("asking again for 100 trials that are there: %.0f ms\n", 1000 * (MonotonicSeconds() - again));
}

}  // namespace
}  // namespace ceteris

int main(int argc, char** argv) {
  int exit_code = 0;
  if (ceteris::RunFakeSubcommand(argc, argv, &exit_code)) return exit_code;
  ::testing::InitGoogleTest(&argc, argv);
  return RUN_ALL_TESTS();
}
