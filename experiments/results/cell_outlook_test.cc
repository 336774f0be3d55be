#include "experiments/results/cell_outlook.h"

#include "experiments/results/made_up_results.h"
#include "experiments/results/process_identity.h"
#include "experiments/results/trial_queue.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ceteris {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// Two arms on two seeds: one succeeded, one diverged, one failed, one waits.
class CellOutlookTest : public ::testing::Test {
 protected:
  CellOutlookTest() {
    const RegisteredExperiment registered = *RegisterExperiment(results_.database(), record_);
    results_.Run(registered.trial_ids[0], MadeUpTrial());
    results_.Run(registered.trial_ids[1], MadeUpTrial().Outcome(journal::Footer::DIVERGED));
    results_.Run(registered.trial_ids[2], MadeUpTrial().Outcome(journal::Footer::FAILED));
  }

  std::vector<CellOutlook> LookUp(const ExperimentRecord& record, const RerunPolicy& policy = {}) {
    ResultsReader reader = *ResultsReader::Open(results_.folder() + "/ceteris.db");
    return *LookUpCells(&reader, record, policy);
  }

  const ExperimentRecord record_ = MadeUpExperiment(/*num_arms=*/2, /*num_seeds=*/2);
  MadeUpResults results_{::testing::TempDir() + "/" + ::testing::UnitTest::GetInstance()->current_test_info()->name()};
};

std::vector<bool> WillRun(const std::vector<CellOutlook>& outlooks) {
  std::vector<bool> will_run;
  for (const CellOutlook& outlook : outlooks) will_run.push_back(outlook.will_run);
  return will_run;
}

TEST_F(CellOutlookTest, WhatFailedOrWaitsWillRunAndADivergedTrialIsAResult) {
  const std::vector<CellOutlook> outlooks = LookUp(record_);
  EXPECT_THAT(WillRun(outlooks), ElementsAre(false, false, true, true));
  EXPECT_EQ(outlooks[1].state, TrialState::kDiverged);
  EXPECT_EQ(outlooks[3].state, TrialState::kQueued);
}

TEST_F(CellOutlookTest, ThePolicyDecides) {
  RerunPolicy policy;
  policy.diverged = true;
  policy.failed = false;
  EXPECT_THAT(WillRun(LookUp(record_, policy)), ElementsAre(false, true, false, true));
}

TEST_F(CellOutlookTest, ATrialOfAnotherExperimentIsThereAndSaysWhose) {
  const std::vector<CellOutlook> outlooks = LookUp(MadeUpExperiment(/*num_arms=*/3, /*num_seeds=*/1, "other"));
  EXPECT_THAT(WillRun(outlooks), ElementsAre(false, false, true));
  EXPECT_THAT(outlooks[0].experiments, ElementsAre("made_up"));
  EXPECT_EQ(outlooks[2].state, TrialState::kAbsent);
  EXPECT_THAT(outlooks[2].experiments, IsEmpty());
}

TEST_F(CellOutlookTest, ARunningTrialIsAnothersUnlessItsRunnerIsDead) {
  const int64_t waits = RegisterExperiment(results_.database(), record_)->trial_ids[3];
  ProcessIdentity runner = ThisProcess();
  ASSERT_TRUE(ClaimTrial(results_.database(), waits, runner, runner.pid).value().has_value());
  EXPECT_EQ(LookUp(record_)[3].state, TrialState::kRunning);
  EXPECT_FALSE(LookUp(record_)[3].will_run);
  ASSERT_TRUE(results_.database()->Execute("UPDATE claim SET runner_start = runner_start + 1").ok());  // its pid again
  EXPECT_EQ(LookUp(record_)[3].state, TrialState::kPerhapsLost);
  EXPECT_TRUE(LookUp(record_)[3].will_run);
}

TEST_F(CellOutlookTest, WithoutADatabaseEverythingThatIsAskedForWillRun) {
  ExperimentRecord record = record_;
  record.cells[3].identity = "";  // planned, not asked for
  EXPECT_THAT(WillRun(*LookUpCells(nullptr, record, {})), ElementsAre(true, true, true, false));
}

}  // namespace
}  // namespace ceteris
