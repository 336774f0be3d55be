// What every schedule must do, for each member of the oneof: one that is added to the schema is tested at once.
#include <gmock/gmock.h>
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "core/training/schedule_factory.h"
#include "core/training/validate_training.h"

namespace ceteris {
namespace {

constexpr int64_t kNumSteps = 200, kWarmupSteps = 20;

class ScheduleConformanceTest : public ::testing::TestWithParam<std::string> {
 protected:
  // The variant with warmup_steps set and its other fields at their defaults.
  static config::Schedule Config(const std::string& variant, int64_t warmup_steps = kWarmupSteps) {
    config::Schedule schedule;
    const auto* field = schedule.GetDescriptor()->FindFieldByName(variant);
    auto* message = schedule.GetReflection()->MutableMessage(&schedule, field);
    message->GetReflection()->SetInt64(message, message->GetDescriptor()->FindFieldByName("warmup_steps"),
                                       warmup_steps);
    return schedule;
  }
  static std::vector<double> Factors(const config::Schedule& config) {
    const auto schedule = BuildSchedule(config, kNumSteps);
    std::vector<double> factors;
    for (int64_t step = 1; step <= kNumSteps; ++step) factors.push_back(schedule->Factor(step));
    return factors;
  }
};

std::vector<std::string> Variants() {
  std::vector<std::string> names;
  const auto* oneof = config::Schedule::descriptor()->FindOneofByName("variant");
  for (int i = 0; i < oneof->field_count(); ++i) names.push_back(oneof->field(i)->name());
  return names;
}

TEST_P(ScheduleConformanceTest, IsAFractionOfThePeakThatRisesThenNeverRisesAgain) {
  const std::vector<double> factors = Factors(Config(GetParam()));
  for (int64_t step = 1; step <= kNumSteps; ++step) {
    const double factor = factors[step - 1];
    EXPECT_TRUE(factor >= 0 && factor <= 1) << step << ": " << factor;
    if (step <= kWarmupSteps) {
      EXPECT_EQ(factor, static_cast<double>(step) / kWarmupSteps);
    } else {
      EXPECT_LE(factor, factors[step - 2]) << step;
    }
  }
}

TEST_P(ScheduleConformanceTest, DiffersFromEveryOther) {
  const std::vector<double> factors = Factors(Config(GetParam()));
  for (const std::string& other : Variants()) {
    if (other == GetParam()) continue;
    const std::vector<double> others = Factors(Config(other));
    double largest = 0;
    for (size_t i = 0; i < factors.size(); ++i) largest = std::fmax(largest, std::fabs(factors[i] - others[i]));
    EXPECT_GT(largest, 0.05) << other;
  }
}

TEST_P(ScheduleConformanceTest, SurvivesTheTripThroughText) {
  const config::Schedule config = Config(GetParam());
  std::string text;
  ASSERT_TRUE(google::protobuf::TextFormat::PrintToString(config, &text));
  config::Schedule read;
  ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &read));
  EXPECT_EQ(Factors(read), Factors(config));
}

TEST_P(ScheduleConformanceTest, IsValidatedUnderItsOwnName) {
  config::Training training;
  training.set_num_steps(kNumSteps);
  training.mutable_optimizer()->mutable_adamw();
  training.mutable_precision()->mutable_float32();
  training.mutable_averaging()->mutable_no_averaging();
  *training.mutable_schedule() = Config(GetParam());
  EXPECT_TRUE(ValidateTraining(training, "training").ok()) << ValidateTraining(training, "training");
  *training.mutable_schedule() = Config(GetParam(), -1);
  EXPECT_THAT(std::string(ValidateTraining(training, "training").message()),
              ::testing::StartsWith("training.schedule." + GetParam() + ".warmup_steps: -1 "));
}

TEST_P(ScheduleConformanceTest, SaysWhatItIs) {
  const auto* field = config::Schedule::descriptor()->FindFieldByName(GetParam());
  const config::Variant& variant = field->message_type()->options().GetExtension(config::variant);
  EXPECT_NE(variant.title(), "");
  EXPECT_NE(variant.summary(), "");
}

INSTANTIATE_TEST_SUITE_P(Every, ScheduleConformanceTest, ::testing::ValuesIn(Variants()),
                         [](const auto& variant) { return variant.param; });

TEST(ScheduleFactoryTest, NothingChosenIsNothingBuilt) { EXPECT_EQ(BuildSchedule(config::Schedule(), 10), nullptr); }

}  // namespace
}  // namespace ceteris
