#include "experiments/results/register_experiment.h"

#include <unistd.h>

#include <limits>

#include "absl/strings/str_cat.h"
#include "experiments/results/made_up_results.h"
#include "experiments/results/reader.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ceteris {
namespace {

using ::testing::HasSubstr;

class RegisterExperimentTest : public ::testing::Test {
 protected:
  RegisteredExperiment Register(const ExperimentRecord& record) {
    absl::StatusOr<RegisteredExperiment> registered = RegisterExperiment(results_.database(), record);
    EXPECT_TRUE(registered.ok()) << registered.status();
    return *registered;
  }
  MadeUpResults results_{absl::StrCat(::testing::TempDir(), "/",
                                      ::testing::UnitTest::GetInstance()->current_test_info()->name(), getpid())};
};

TEST_F(RegisterExperimentTest, TheSameSpecIsTheSameRevision) {
  const RegisteredExperiment first = Register(MadeUpExperiment(2, 3));
  const RegisteredExperiment second = Register(MadeUpExperiment(2, 3));
  EXPECT_TRUE(first.is_new);
  EXPECT_FALSE(second.is_new);
  EXPECT_EQ(first.experiment_id, second.experiment_id);
  EXPECT_EQ(first.trial_ids, second.trial_ids);
  EXPECT_EQ(second.revision, 1);
}

TEST_F(RegisterExperimentTest, AChangedSpecIsANewRevisionThatSharesTrials) {
  const RegisteredExperiment first = Register(MadeUpExperiment(2, 3));
  const RegisteredExperiment second = Register(MadeUpExperiment(3, 3));
  EXPECT_EQ(second.revision, 2);
  EXPECT_EQ(second.trial_ids[0], first.trial_ids[0]);
  EXPECT_EQ(*results_.database()->Integer("SELECT count(*) FROM trial"), 9);
  EXPECT_EQ(*results_.database()->Integer("SELECT count(*) FROM v_cells_all"), 15);
  EXPECT_EQ(*results_.database()->Integer("SELECT count(*) FROM v_cells"), 9);
}

TEST_F(RegisterExperimentTest, TheRevisionAskedForLastIsTheLatest) {
  Register(MadeUpExperiment(2, 3));
  Register(MadeUpExperiment(3, 3));
  EXPECT_EQ(results_.Text("SELECT DISTINCT revision FROM v_cells"), "2");
  EXPECT_EQ(Register(MadeUpExperiment(2, 3)).revision, 1);
  EXPECT_EQ(results_.Text("SELECT DISTINCT revision FROM v_cells"), "1");
}

TEST_F(RegisterExperimentTest, OtherConditionsAreANewRevision) {
  ExperimentRecord record = MadeUpExperiment(2, 3);
  Register(record);
  record.conditions = "cuda float32";
  for (CellRecord& cell : record.cells) cell.identity += "cuda";
  EXPECT_EQ(Register(record).revision, 2);
  EXPECT_EQ(*results_.database()->Integer("SELECT count(*) FROM trial"), 12);
}

TEST_F(RegisterExperimentTest, FewerSeedsMakeNoRevisionAndTakeNothingAway) {
  ExperimentRecord record = MadeUpExperiment(2, 3);
  const ExperimentRecord all = record;
  for (size_t i = 2; i < record.cells.size(); ++i) record.cells[i].identity = "";
  const RegisteredExperiment few = Register(record);
  EXPECT_EQ(few.trial_ids[5], 0);
  EXPECT_EQ(*results_.database()->Integer("SELECT count(*) FROM trial"), 2);
  EXPECT_EQ(*results_.database()->Integer("SELECT count(*) FROM v_missing WHERE state = 'ABSENT'"), 4);
  EXPECT_EQ(Register(all).revision, 1);
  Register(record);
  EXPECT_EQ(*results_.database()->Integer("SELECT count(*) FROM v_missing WHERE state = 'ABSENT'"), 0);
}

TEST_F(RegisterExperimentTest, AnotherExperimentLinksTrialsThatRan) {
  const RegisteredExperiment first = Register(MadeUpExperiment(2, 3));
  results_.Run(first.trial_ids[0], {});
  Register(MadeUpExperiment(2, 3, "other"));
  EXPECT_EQ(results_.Text("SELECT count(*) FROM v_trials WHERE experiment = 'other' AND state = 'SUCCEEDED'"), "1");
}

TEST_F(RegisterExperimentTest, FieldsKeepTheirType) {
  Register(MadeUpExperiment(2, 1));
  EXPECT_EQ(results_.Text("SELECT typeof(value) FROM arm_field WHERE path = 'model.decoder.num_layers'"), "integer");
  EXPECT_EQ(results_.Text("SELECT typeof(value) FROM arm_field WHERE path = 'training.learning_rate'"), "real");
  EXPECT_EQ(results_.Text("SELECT count(*) FROM arm_field WHERE path = 'model.decoder.num_layers' AND value >= 2"),
            "1");
}

TEST_F(RegisterExperimentTest, BadInputIsRefusedAndNothingStored) {
  ExperimentRecord record = MadeUpExperiment(2, 1);
  record.arms[1].baseline = true;
  EXPECT_THAT(std::string(RegisterExperiment(results_.database(), record).status().message()),
              HasSubstr("2 arms are the baseline"));
  record = MadeUpExperiment(2, 1);
  record.arms[1].name = "arm0";
  EXPECT_THAT(std::string(RegisterExperiment(results_.database(), record).status().message()),
              HasSubstr("\"arm0\" occurs twice"));
  record = MadeUpExperiment(2, 1);
  record.cells[0].seed = std::numeric_limits<uint64_t>::max();
  EXPECT_FALSE(RegisterExperiment(results_.database(), record).ok());
  record = MadeUpExperiment(2, 1);
  record.equivalence_margin = std::numeric_limits<double>::quiet_NaN();
  EXPECT_FALSE(RegisterExperiment(results_.database(), record).ok());
  EXPECT_EQ(*results_.database()->Integer("SELECT count(*) FROM experiment"), 0);
  EXPECT_EQ(*results_.database()->Integer("SELECT count(*) FROM trial"), 0);
}

}  // namespace
}  // namespace ceteris
