// The four schedules at steps whose factors follow by hand from the formulas in their headers.
#include "core/training/schedule.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/training/constant_schedule.h"
#include "core/training/cosine_schedule.h"
#include "core/training/inverse_square_root_schedule.h"
#include "core/training/linear_schedule.h"

namespace ceteris {
namespace {

config::Cosine Cosine(int64_t warmup_steps, double final_fraction) {
  config::Cosine config;
  config.set_warmup_steps(warmup_steps);
  config.set_final_fraction(final_fraction);
  return config;
}

config::Linear Linear(int64_t warmup_steps, double final_fraction) {
  config::Linear config;
  config.set_warmup_steps(warmup_steps);
  config.set_final_fraction(final_fraction);
  return config;
}

TEST(ScheduleTest, WarmupRisesLinearlyAndPeaksAtItsLastStep) {
  config::Constant config;
  config.set_warmup_steps(4);
  const ConstantSchedule schedule(config);
  EXPECT_EQ(schedule.Factor(1), 0.25);
  EXPECT_EQ(schedule.Factor(3), 0.75);
  EXPECT_EQ(schedule.Factor(4), 1);
  EXPECT_EQ(schedule.Factor(5), 1);
  EXPECT_EQ(schedule.Factor(1000000), 1);
}

TEST(ScheduleTest, WithoutWarmupTheFirstStepHasTheFullRate) {
  EXPECT_EQ(ConstantSchedule(config::Constant()).Factor(1), 1);
}

// 10 steps of warm-up, 120 of decay: a quarter of the half cosine is at 40 = 10 + 30, where cos(pi / 4) = sqrt(1/2).
TEST(CosineScheduleTest, FollowsHalfACosine) {
  const CosineSchedule schedule(Cosine(10, 0.1), 130);
  EXPECT_EQ(schedule.Factor(5), 0.5);
  EXPECT_EQ(schedule.Factor(10), 1);
  EXPECT_NEAR(schedule.Factor(40), 0.1 + 0.9 * (1 + std::sqrt(0.5)) / 2, 1e-15);
  EXPECT_NEAR(schedule.Factor(50), 0.1 + 0.9 * 0.75, 1e-15);  // a third: cos(pi / 3) = 1/2
  EXPECT_NEAR(schedule.Factor(70), 0.1 + 0.9 * 0.5, 1e-15);   // half
  EXPECT_NEAR(schedule.Factor(90), 0.1 + 0.9 * 0.25, 1e-15);  // two thirds
  EXPECT_NEAR(schedule.Factor(130), 0.1, 1e-15);
}

TEST(LinearScheduleTest, FollowsAStraightLine) {
  const LinearSchedule schedule(Linear(10, 0), 110);
  EXPECT_EQ(schedule.Factor(10), 1);
  EXPECT_EQ(schedule.Factor(60), 0.5);
  EXPECT_NEAR(schedule.Factor(109), 0.01, 1e-15);
  EXPECT_EQ(schedule.Factor(110), 0);
  EXPECT_NEAR(LinearSchedule(Linear(0, 0.2), 4).Factor(1), 1 - 0.8 / 4, 1e-15);
  EXPECT_EQ(LinearSchedule(Linear(0, 0.2), 4).Factor(4), 0.2);
}

TEST(InverseSquareRootScheduleTest, FallsWithTheRootOfTheStep) {
  config::InverseSquareRoot config;
  config.set_warmup_steps(100);
  const InverseSquareRootSchedule schedule(config);
  EXPECT_EQ(schedule.Factor(50), 0.5);
  EXPECT_EQ(schedule.Factor(100), 1);
  EXPECT_EQ(schedule.Factor(400), 0.5);
  EXPECT_EQ(schedule.Factor(10000), 0.1);
}

// Vaswani et al. 2017, eq. (3), as it is printed, for the base model: d_model 512, 4,000 steps of warm-up.
TEST(InverseSquareRootScheduleTest, IsThePapersScheduleAtThePapersPeak) {
  const InverseSquareRootSchedule schedule{config::InverseSquareRoot()};
  const double peak = 1 / std::sqrt(512.0 * 4000);
  for (const int64_t step : {1, 100, 3999, 4000, 4001, 100000}) {
    const double number = static_cast<double>(step);
    const double printed = 1 / std::sqrt(512.0) * std::fmin(1 / std::sqrt(number), number * std::pow(4000.0, -1.5));
    EXPECT_NEAR(peak * schedule.Factor(step), printed, 1e-15) << step;
  }
}

TEST(ScheduleTest, AWarmupAsLongAsTheTrainingEndsAtThePeak) {
  EXPECT_EQ(CosineSchedule(Cosine(8, 0.1), 8).Factor(8), 1);
  EXPECT_EQ(LinearSchedule(Linear(8, 0.1), 8).Factor(8), 1);
  EXPECT_EQ(CosineSchedule(Cosine(0, 0.1), 1).Factor(1), 0.1);  // one step is the first and the last
}

}  // namespace
}  // namespace ceteris
