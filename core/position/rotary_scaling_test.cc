// Each way of scaling by what defines it, and all against Hugging Face Transformers (testdata/rotary_scaling.py).
#include "core/position/rotary_scaling.h"

#include <ATen/TensorOperators.h>

#include <cmath>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "core/position/consecutive_positions.h"
#include "core/position/rotary.h"
#include "core/position/yarn.h"
#include "core/testing/named_noise.h"
#include "core/testing/tensor_matchers.h"
#include "gtest/gtest.h"

namespace ceteris {
namespace {

constexpr int64_t kHeadDim = 64;

config::Rotary Linear(double factor) {
  config::Rotary config;
  config.mutable_linear()->set_factor(factor);
  return config;
}

config::Rotary NtkAware(double factor) {
  config::Rotary config;
  config.mutable_ntk_aware()->set_factor(factor);
  return config;
}

config::Rotary Yarn(double factor, int original_max_positions) {
  config::Rotary config;
  config.mutable_yarn()->set_factor(factor);
  config.mutable_yarn()->set_original_max_positions(original_max_positions);
  return config;
}

TEST(RotaryScalingTest, NoneAndNothingWrittenAreOne) {
  config::Rotary none;
  none.mutable_no_scaling();
  const RotaryRates rates = ScaledRates(none, {kHeadDim, 128}), unset = ScaledRates({}, {kHeadDim, 128});
  ASSERT_EQ(rates.radians.size(), kHeadDim / 2);
  for (int64_t i = 0; i < kHeadDim / 2; ++i)
    EXPECT_DOUBLE_EQ(rates.radians[i], std::pow(10000, -static_cast<double>(i) / (kHeadDim / 2)));
  EXPECT_EQ(rates.radians, unset.radians);
  EXPECT_EQ(rates.stretch, 1);
}

// Position 4p of a model scaled by 4 is position p of one that is not.
TEST(RotaryScalingTest, LinearReadsEveryFourthPosition) {
  const at::Tensor q = NamedNoise("q", {1, 2, 9, kHeadDim}, at::kDouble), p = ConsecutivePositions(0, 9, at::kCPU);
  const Rotary plain({}, {kHeadDim, 128}), scaled(Linear(4), {kHeadDim, 128});
  EXPECT_TRUE(TensorsNear(scaled.RotateQuery(q, p * 4), plain.RotateQuery(q, p), 1e-12));
}

TEST(RotaryScalingTest, NtkAwareKeepsTheFastestAndScalesTheSlowest) {
  const std::vector<double> plain = ScaledRates({}, {kHeadDim, 128}).radians,
                            scaled = ScaledRates(NtkAware(4), {kHeadDim, 128}).radians;
  EXPECT_EQ(scaled.front(), 1);
  EXPECT_NEAR(scaled.back() * 4 / plain.back(), 1, 1e-12);
  for (size_t i = 1; i < plain.size(); ++i) EXPECT_LT(scaled[i] / plain[i], scaled[i - 1] / plain[i - 1]);
}

TEST(RotaryScalingTest, YarnKeepsFastPairsScalesSlowOnesAndRampsBetween) {
  const std::vector<double> plain = ScaledRates({}, {kHeadDim, 128}).radians,
                            scaled = ScaledRates(Yarn(8, 2048), {kHeadDim, 128}).radians;
  int kept = 0, divided = 0;
  double before = 1;
  for (size_t i = 0; i < plain.size(); ++i) {
    const double turns = 2048 * plain[i] / (2 * std::acos(-1.0)), share = scaled[i] / plain[i];
    if (turns > 32) {
      EXPECT_EQ(share, 1) << i;
      ++kept;
    } else if (turns < 1 && i > 0 && 2048 * plain[i - 1] / (2 * std::acos(-1.0)) < 1) {
      EXPECT_NEAR(share, 1.0 / 8, 1e-15) << i;  // the ramp ends at the next whole index
      ++divided;
    } else {
      EXPECT_LE(share, before) << i;
      EXPECT_GE(share, 1.0 / 8 - 1e-15) << i;
    }
    before = share;
  }
  EXPECT_GT(kept, 5);
  EXPECT_GT(divided, 5);
  EXPECT_LT(kept + divided, kHeadDim / 2 - 5) << "a ramp lies between";
}

TEST(RotaryScalingTest, PairOfTurnsIsTheInverseOfTurns) {
  const YarnShape shape{10000, kHeadDim, 2048};
  for (const double turns : {1.0, 7.5, 32.0}) {
    const double rate = std::pow(10000, -2 * PairOfTurns(turns, shape) / kHeadDim);
    EXPECT_NEAR(2048 * rate / (2 * std::acos(-1.0)), turns, 1e-10);
  }
}

// Section 3.4: sqrt(1/t) = 0.1 ln(s) + 1 in queries and in keys, so scores grow by 1/t, whatever the distance.
TEST(RotaryScalingTest, YarnRaisesScoresByItsTemperature) {
  const at::Tensor q = NamedNoise("q", {1, 1, 1, kHeadDim}, at::kDouble),
                   k = NamedNoise("k", {1, 1, 1, kHeadDim}, at::kDouble);
  const Rotary rotary(Yarn(16, 4096), {kHeadDim, 128});
  const auto score = [&](int64_t m, int64_t n) {
    return (rotary.RotateQuery(q, ConsecutivePositions(m, 1, at::kCPU)) *
            rotary.RotateKey(k, ConsecutivePositions(n, 1, at::kCPU)))
        .sum()
        .item<double>();
  };
  const double root = 0.1 * std::log(16.0) + 1;
  EXPECT_NEAR(score(9, 9), root * root * (q * k).sum().item<double>(), 1e-11);
  EXPECT_NEAR(score(5, 2), score(1003, 1000), 1e-10) << "still a function of the distance";
}

TEST(RotaryScalingTest, YarnTakesTheTrainedLengthWhereNoneIsWritten) {
  EXPECT_EQ(ScaledRates(Yarn(8, 0), {kHeadDim, 512}).radians, ScaledRates(Yarn(8, 512), {kHeadDim, 99}).radians);
  EXPECT_NE(ScaledRates(Yarn(8, 0), {kHeadDim, 512}).radians, ScaledRates(Yarn(8, 0), {kHeadDim, 2048}).radians);
}

struct Golden {
  std::string text;
  config::Rotary config;
  int64_t head_dim = 0;
  double stretch = 0;
  std::vector<double> rates;
};

Golden ParseGolden(const std::string& text) {
  std::istringstream line(text);
  std::string kind;
  double theta, factor, original, beta_fast, beta_slow, rate;
  Golden golden;
  line >> kind >> theta >> golden.head_dim >> factor >> original >> beta_fast >> beta_slow >> golden.stretch;
  golden.text = text.substr(0, 60);
  golden.config = kind == "linear" ? Linear(factor) : kind == "ntk_aware" ? NtkAware(factor) : Yarn(factor, original);
  golden.config.set_theta(theta);
  if (kind == "yarn") {
    golden.config.mutable_yarn()->set_beta_fast(beta_fast);
    golden.config.mutable_yarn()->set_beta_slow(beta_slow);
  }
  while (line >> rate) golden.rates.push_back(rate);
  return golden;
}

// Theirs are float32: its powers are right to a few units in the seventh digit.
TEST(RotaryScalingTest, AgreesWithTransformers) {
  std::ifstream file("core/position/testdata/rotary_scaling.txt");
  std::string text;
  int cases = 0;
  while (std::getline(file, text)) {
    if (text.empty() || text[0] == '#') continue;
    const Golden golden = ParseGolden(text);
    const RotaryRates rates = ScaledRates(golden.config, {golden.head_dim, /*seq_len=*/77});
    ASSERT_EQ(rates.radians.size(), golden.rates.size()) << golden.text;
    for (size_t i = 0; i < golden.rates.size(); ++i)
      EXPECT_NEAR(rates.radians[i] / golden.rates[i], 1, 3e-6) << golden.text << ", pair " << i;
    EXPECT_NEAR(rates.stretch, golden.stretch, 1e-8) << golden.text;
    ++cases;
  }
  EXPECT_EQ(cases, 28);
}

}  // namespace
}  // namespace ceteris
