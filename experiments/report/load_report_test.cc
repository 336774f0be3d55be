#include "experiments/report/load_report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "experiments/report/verdict_table.h"
#include "experiments/results/made_up_results.h"
#include "experiments/results/register_experiment.h"

namespace ceteris {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class LoadReportTest : public ::testing::Test {
 protected:
  LoadReportTest()
      : results_(
            absl::StrCat(::testing::TempDir(), "/", ::testing::UnitTest::GetInstance()->current_test_info()->name())) {
    record_ = MadeUpExperiment(/*num_arms=*/3, /*num_seeds=*/4);
    record_.hypothesis = "arm1 wins";
    record_.equivalence_margin = 0.01;
    for (ArmRecord& arm : record_.arms) {
      arm.fields.push_back({"task.language_model.tokenizer", "character"});
      arm.fields.push_back({"training.num_steps", "50"});
    }
  }

  void Register() { registered_ = RegisterExperiment(results_.database(), record_).value(); }
  // Cells come seed by seed, arms inside.
  int64_t TrialOf(int arm, int seed) const { return registered_.trial_ids[(seed - 1) * 3 + arm]; }
  ExperimentReport Load(bool curves = true) {
    ResultsReader reader = ResultsReader::Open(absl::StrCat(results_.folder(), "/ceteris.db")).value();
    return LoadReport(&reader, "made_up", {0, curves}).value();
  }

  MadeUpResults results_;
  ExperimentRecord record_;
  RegisteredExperiment registered_;
};

TEST_F(LoadReportTest, ArmsOfUnequalLengthHaveNoCommonLastStep) {
  record_.arms[2].fields.back().second = "100";
  Register();
  EXPECT_EQ(Load().num_steps, 0);
}

TEST_F(LoadReportTest, ArmsThatPredictDifferentTokensAreWarnedOf) {
  auto& fields = record_.arms[2].fields;
  fields[fields.size() - 2].second = "byte";
  Register();
  EXPECT_THAT(Load().drift_warnings,
              ElementsAre("task.language_model.tokenizer (character, byte), so losses per token do not compare"));
}

TEST_F(LoadReportTest, WhatWasStoredIsWhatIsJudged) {
  Register();
  for (int seed = 1; seed <= 4; ++seed) {
    const double noise = 0.001 * (seed % 2 == 0 ? seed : -seed);
    results_.Run(TrialOf(0, seed), MadeUpTrial().Value(2 + noise));
    results_.Run(TrialOf(1, seed), MadeUpTrial().Value(1.5 + 1.2 * noise));
    results_.Run(TrialOf(2, seed), MadeUpTrial().Value(2.0001 + 1.1 * noise));
  }
  const ExperimentReport report = Load();
  EXPECT_EQ(report.question, "which is best?");
  EXPECT_EQ(report.unit, "nats per character");
  EXPECT_EQ(report.num_steps, 50);
  EXPECT_EQ(report.equivalence_margin, 0.01);
  EXPECT_THAT(report.seeds, ElementsAre(1, 2, 3, 4));
  ASSERT_EQ(report.arms.size(), 3u);
  EXPECT_EQ(report.arms[1].num_parameters, 1000);
  ASSERT_EQ(report.arms[1].differences.size(), 1u);
  EXPECT_EQ(report.arms[1].differences[0].path, "model.decoder.num_layers");
  EXPECT_EQ(report.arms[1].differences[0].baseline_value, "1");
  EXPECT_EQ(report.arms[1].differences[0].value, "2");
  EXPECT_THAT(report.drift_warnings, IsEmpty());
  EXPECT_EQ(report.provenance[0].num_trials, 12);

  const VerdictTable table = BuildVerdictTable(report).value();
  EXPECT_NEAR(table.rows[1].summary.mean, 1.5 + 1.2 * 0.0005, 1e-12);
  EXPECT_EQ(table.rows[1].verdict.words, "better");
  EXPECT_EQ(table.rows[2].verdict.words, "equivalent within +-0.01");

  ASSERT_EQ(report.arms[1].cells[0].curves.size(), 2u);  // train/loss and valid/loss
  EXPECT_EQ(report.arms[1].cells[0].curves[0].points.size(), 5u);
  EXPECT_THAT(Load(/*curves=*/false).arms[1].cells[0].curves, IsEmpty());
}

TEST_F(LoadReportTest, StatesAndReasonsSurvive) {
  Register();
  results_.Run(TrialOf(0, 1), MadeUpTrial().Value(2).Undefined("valid/loss@x4"));
  results_.Run(TrialOf(1, 1), MadeUpTrial().Outcome(journal::Footer::DIVERGED).Reason("loss is nan at step 17"));
  results_.Run(TrialOf(2, 1), MadeUpTrial().Outcome(journal::Footer::FAILED).Reason("disk full"));
  const ExperimentReport report = Load();
  EXPECT_EQ(report.arms[0].cells[0].state, CellState::kSucceeded);
  EXPECT_EQ(report.arms[1].cells[0].state, CellState::kDiverged);
  EXPECT_EQ(report.arms[1].cells[0].reason, "loss is nan at step 17");
  EXPECT_EQ(report.arms[2].cells[0].state, CellState::kFailed);
  EXPECT_EQ(report.arms[0].cells[1].state, CellState::kMissing);
  const VerdictTable table = BuildVerdictTable(report).value();
  ASSERT_EQ(table.lengths.size(), 2u);
  EXPECT_EQ(table.rows[0].lengths[1].undefined_reason, "positions end at 128");
  EXPECT_THAT(table.rows[1].verdict.words, HasSubstr("interim, 1 of 4, no verdict; 1 of 1 diverged"));
}

TEST_F(LoadReportTest, PlannedSeedsThatNobodyAskedForKeepItInterim) {
  for (CellRecord& cell : record_.cells) {
    if (cell.seed > 2) cell.identity.clear();
  }
  Register();
  for (int seed = 1; seed <= 2; ++seed) {
    for (int arm = 0; arm < 3; ++arm)
      results_.Run(TrialOf(arm, seed), MadeUpTrial().Value(2 - arm + 0.01 * seed * (arm + 1)));
  }
  const VerdictTable table = BuildVerdictTable(Load()).value();
  EXPECT_EQ(table.rows[1].verdict.words, "interim, 2 of 4, no verdict");
}

TEST_F(LoadReportTest, UnknownNameIsNotFound) {
  Register();
  ResultsReader reader = ResultsReader::Open(absl::StrCat(results_.folder(), "/ceteris.db")).value();
  EXPECT_EQ(LoadReport(&reader, "made_down", {}).status().code(), absl::StatusCode::kNotFound);
}

TEST(DescribeDriftTest, NamesWhatIsNotAlike) {
  ProvenanceRow one, other;
  EXPECT_THAT(DescribeDrift({one, other}), IsEmpty());
  other.executable_sha256 = "x";
  other.num_threads = 2;
  EXPECT_THAT(DescribeDrift({one, other}), ElementsAre("2 executables", "2 thread counts"));
}

}  // namespace
}  // namespace ceteris
