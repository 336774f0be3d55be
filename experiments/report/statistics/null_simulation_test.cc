// 10,000 studies in which no arm differs: how many raise any false alarm? 6 arms (one the baseline) on 8 seeds, through
// the very function that verdicts are read from. Then the same with a real effect: a test that never alarms must fail
// here.
#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "core/base/counter_hash.h"
#include "experiments/report/statistics/equivalence.h"
#include "experiments/report/statistics/family_comparison.h"

namespace ceteris {
namespace {

constexpr int kStudies = 10000, kArms = 6, kSeeds = 8;

// The noise of one trial, mean 0, given two independent uniform numbers in (0, 1) and the arm.
using Noise = std::function<double(double, double, int arm)>;

double Normal(double u, double v) { return std::sqrt(-2 * std::log(u)) * std::cos(2 * M_PI * v); }
const double kScales[kArms] = {1, 0.25, 0.5, 1, 2, 4};

double EqualNoise(double u, double v, int) { return Normal(u, v); }
double UnequalNoise(double u, double v, int arm) { return kScales[arm] * Normal(u, v); }
double SkewedNoise(double u, double, int) { return -std::log(u) - 1; }  // exponential: skewness 2
double LogNormalNoise(double u, double v, int) { return std::exp(Normal(u, v)) - std::exp(0.5); }  // skewness 6
// Mildly skewed (log-normal, sigma 0.3: skewness 0.95) and unequal by up to a factor of 16 at once.
double UnequalSkewedNoise(double u, double v, int arm) {
  return kScales[arm] * (std::exp(0.3 * Normal(u, v)) - std::exp(0.045)) / 0.3;
}

struct Study {
  std::vector<FamilyComparison> comparisons;
};

Study SimulateStudy(const Noise& noise, uint64_t key, double effect) {
  std::vector<std::vector<double>> values(kArms, std::vector<double>(kSeeds));
  uint64_t index = 0;
  for (int arm = 0; arm < kArms; ++arm) {
    for (double& value : values[arm]) {
      const double u = 1 - UnitInterval(CounterHash(key, index++)), v = UnitInterval(CounterHash(key, index++));
      value = 2 + 0.01 * (noise(u, v, arm) + (arm == 1 ? effect : 0));  // arm 1 alone may truly differ
    }
  }
  std::vector<PairedSample> samples;
  for (int arm = 1; arm < kArms; ++arm) samples.push_back({values[arm], values[0]});
  return {CompareFamily(samples, kArms - 1)};
}

// Share of studies for which `alarm` holds.
double Rate(absl::string_view name, const Noise& noise, double effect, const std::function<bool(const Study&)>& alarm) {
  const uint64_t key = StreamKey(20240, name);
  int alarms = 0;
  for (int i = 0; i < kStudies; ++i) alarms += alarm(SimulateStudy(noise, CounterHash(key, i), effect));
  return static_cast<double>(alarms) / kStudies;
}

bool AnyDiffers(const Study& study) {
  for (const FamilyComparison& comparison : study.comparisons) {
    if (comparison.Differs()) return true;
  }
  return false;
}

class NullSimulationTest : public ::testing::TestWithParam<std::pair<std::string, Noise>> {};

TEST_P(NullSimulationTest, FamilyWiseFalseAlarmsStayWithin5Point5Percent) {
  const double rate = Rate(GetParam().first, GetParam().second, 0, AnyDiffers);
  RecordProperty("rate", std::to_string(rate));
  std::printf("%s: %.4f\n", GetParam().first.c_str(), rate);
  EXPECT_LE(rate, 0.055);
  EXPECT_GE(rate, 0.005);  // a test that never alarms keeps no promise
}

TEST_P(NullSimulationTest, SignFlipFalseAlarmsStayWithin5Point5Percent) {
  if (GetParam().first == "unequal and mildly skewed")
    return;  // differences are not symmetric: not what this test is for
  const double rate = Rate(GetParam().first, GetParam().second, 0, [](const Study& study) {
    for (const FamilyComparison& comparison : study.comparisons) {
      if (comparison.p_sign < 0.05) return true;
    }
    return false;
  });
  EXPECT_LE(rate, 0.055);
}

INSTANTIATE_TEST_SUITE_P(Noises, NullSimulationTest,
                         ::testing::Values(std::make_pair("equal", EqualNoise), std::make_pair("unequal", UnequalNoise),
                                           std::make_pair("skewed", SkewedNoise),
                                           std::make_pair("very skewed", LogNormalNoise),
                                           std::make_pair("unequal and mildly skewed", UnequalSkewedNoise)));

TEST(RealEffectTest, IsSeenAsOftenAsTheoryPredicts) {
  // Differences have sd sqrt(2); an effect of 3 is a noncentrality of 6 at 8 seeds. SciPy: 1 - nct.cdf(3.4995, 7, 6) =
  // 0.967 (3.4995 is the t quantile for 0.05 / 5, two-sided).
  const double power = Rate("effect", EqualNoise, 3, [](const Study& study) { return study.comparisons[0].More(); });
  EXPECT_NEAR(power, 0.967, 0.01);
  const double wrong_sign =
      Rate("effect", EqualNoise, 3, [](const Study& study) { return study.comparisons[0].Less(); });
  EXPECT_EQ(wrong_sign, 0);
}

TEST(CoverageTest, AllIntervalsCoverTheirTrueDifferenceAtOnce) {
  const double covered = Rate("coverage", UnequalNoise, 5, [](const Study& study) {
    for (size_t i = 0; i < study.comparisons.size(); ++i) {
      if (!study.comparisons[i].interval.Contains(i == 0 ? 0.05 : 0)) return false;
    }
    return true;
  });
  EXPECT_GE(covered, 0.945);
  EXPECT_LE(covered, 0.99);  // not wider than they need be
}

TEST(EquivalenceSimulationTest, DifferenceAtTheMarginIsSeldomCalledEquivalent) {
  const auto called = [](const Study& study) { return InsideMargin(study.comparisons[0].interval, 0.1); };
  EXPECT_LE(Rate("margin", EqualNoise, 10, called), 0.011);  // one-sided 0.05 / (2 * 5), and rounding of the rate
  EXPECT_GE(Rate("margin", EqualNoise, 0, called), 0.99);    // no difference and a wide margin: called equivalent
}

}  // namespace
}  // namespace ceteris
