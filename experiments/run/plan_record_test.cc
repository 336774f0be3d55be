#include "experiments/run/plan_record.h"

#include <set>

#include "experiments/run/fake_trial.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ceteris {
namespace {

using ::testing::HasSubstr;

// Two arms on three seeds, one replicate of the baseline.
Plan SmallPlan() {
  Plan plan = FakePlan(2, {5, 6, 7});
  plan.experiment.set_replicates(1);
  plan.experiment.set_goal(config::Experiment::MAXIMIZE);
  plan.cells.push_back({0, 5, 1});
  return plan;
}

TEST(PlanRecordTest, EveryCellHasItsTrial) {
  const ExperimentRecord record = RecordOfPlan(SmallPlan(), {"data0", "data1"}, "cpu", "2.11.0");
  ASSERT_EQ(record.cells.size(), 7u);
  std::set<std::string> identities;
  for (const CellRecord& cell : record.cells) identities.insert(cell.identity);
  EXPECT_EQ(identities.size(), 7u);  // all differ, the replicate too
  EXPECT_EQ(record.cells[1].data_digest, "data1");
  EXPECT_EQ(record.num_seeds, 3);
  EXPECT_TRUE(record.maximize);
  EXPECT_THAT(record.arms[0].config_textproto, HasSubstr("num_steps: 5"));
}

TEST(PlanRecordTest, SeedsThatAreNotAskedForStayPlanned) {
  Plan plan = SmallPlan();
  plan.cells = {{0, 5, 0}, {1, 5, 0}};  // --seeds=1, without the replicate
  const ExperimentRecord record = RecordOfPlan(plan, {"data", "data"}, "cpu", "2.11.0");
  ASSERT_EQ(record.cells.size(), 7u);
  int num_asked = 0, num_replicates = 0;
  for (const CellRecord& cell : record.cells) {
    num_asked += cell.identity.empty() ? 0 : 1;
    num_replicates += cell.replicate;
  }
  EXPECT_EQ(num_asked, 2);
  EXPECT_EQ(num_replicates, 1);
}

TEST(PlanRecordTest, WhatChangesBitsChangesIdentityAndConditions) {
  const Plan plan = SmallPlan();
  const std::vector<std::string> data = {"data", "data"};
  const ExperimentRecord cpu = RecordOfPlan(plan, data, "cpu", "2.11.0");
  const ExperimentRecord first_gpu = RecordOfPlan(plan, data, "cuda:0", "2.11.0");
  const ExperimentRecord second_gpu = RecordOfPlan(plan, data, "cuda:1", "2.11.0");
  const ExperimentRecord newer = RecordOfPlan(plan, data, "cpu", "2.12.0");
  const ExperimentRecord other_data = RecordOfPlan(plan, {"edited", "edited"}, "cpu", "2.11.0");
  EXPECT_EQ(first_gpu.cells[0].identity, second_gpu.cells[0].identity);
  EXPECT_EQ(first_gpu.conditions, second_gpu.conditions);
  for (const ExperimentRecord* other : {&first_gpu, &newer, &other_data}) {
    EXPECT_NE(other->cells[0].identity, cpu.cells[0].identity);
    EXPECT_NE(other->conditions, cpu.conditions);
  }
  EXPECT_EQ(cpu.conditions, "cpu float32, 1 thread, LibTorch 2.11.0, data data");
}

TEST(PlanRecordTest, DtypeIsThePrecision) {
  config::Trial trial;
  trial.mutable_training()->mutable_precision()->mutable_bfloat16();
  EXPECT_EQ(NumericEnvironmentOf(trial, "cpu", "").dtype, "bfloat16");
  trial.mutable_training()->mutable_precision()->mutable_float64();
  EXPECT_EQ(NumericEnvironmentOf(trial, "cpu", "").dtype, "float64");
}

}  // namespace
}  // namespace ceteris
