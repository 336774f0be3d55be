#include "models/generation/sampling.h"

#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <map>
#include <vector>

#include "core/base/counter_hash.h"

namespace ceteris {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

// How often each token comes in n draws.
std::map<int64_t, int> Count(const at::Tensor& logits, const SamplingOptions& options, int n) {
  std::map<int64_t, int> counts;
  for (int i = 0; i < n; ++i) ++counts[SampleToken(logits, options, UnitInterval(CounterHash(7, i))).value()];
  return counts;
}

TEST(SamplingTest, GreedyTakesTheLargestAndOfEqualsTheFirst) {
  EXPECT_EQ(SampleToken(at::tensor({0.0, 3.0, 1.0, 3.0}), {/*temperature=*/0}, 0.999).value(), 1);
  EXPECT_EQ(SampleToken(at::tensor({-5.0, -kInfinity}), {0}, 0.5).value(), 0);
}

TEST(SamplingTest, FrequenciesAreTheSoftmaxOfTheScaledLogits) {
  const std::vector<double> logit = {0.5, -1.0, 2.0, 0.0};
  const int n = 20000;
  for (const double temperature : {0.5, 1.0, 3.0}) {
    const std::map<int64_t, int> counts = Count(at::tensor(logit), {temperature, 0}, n);
    double total = 0;
    for (const double x : logit) total += std::exp(x / temperature);
    for (size_t token = 0; token < logit.size(); ++token) {
      const double p = std::exp(logit[token] / temperature) / total;
      const int seen = counts.count(token) > 0 ? counts.at(token) : 0;
      EXPECT_NEAR(seen, n * p, 5 * std::sqrt(n * p * (1 - p))) << temperature << " " << token;  // five standard errors
    }
  }
}

TEST(SamplingTest, TopKDrawsFromTheKMostLikelyOnly) {
  const at::Tensor logits = at::tensor({1.0, 0.0, 1.0, 0.9, 1.0});
  const std::map<int64_t, int> counts = Count(logits, {1, 2}, 4000);
  EXPECT_EQ(counts.size(), 2u);  // of three equal ones the first two
  EXPECT_NEAR(counts.at(0), 2000, 160);
  EXPECT_NEAR(counts.at(2), 2000, 160);
  EXPECT_EQ(Count(logits, {1, 1}, 100), Count(logits, {0, 0}, 100));
  EXPECT_EQ(Count(logits, {1, 99}, 1000), Count(logits, {1, 0}, 1000));
}

TEST(SamplingTest, ExtremeNumbersStayDefined) {
  EXPECT_EQ(SampleToken(at::tensor({0.0, 1.0}), {1e-300, 0}, 0.999999).value(), 1);
  EXPECT_EQ(SampleToken(at::tensor({-1e300, 1e300}), {1, 0}, 0.999999).value(), 1);
  EXPECT_EQ(SampleToken(at::tensor({-kInfinity, 0.0, -kInfinity}), {1, 0}, 0.0).value(), 1);
  EXPECT_EQ(SampleToken(at::tensor({0.0, 0.0, 0.0}), {1, 0}, std::nextafter(1.0, 0.0)).value(), 2);
  EXPECT_EQ(SampleToken(at::tensor({0.0, 2.0}).to(at::kBFloat16), {0}, 0).value(), 1);
}

TEST(SamplingTest, DivergedLogitsAreRefused) {
  const double nan = std::nan("");
  for (const at::Tensor& logits :
       {at::tensor({0.0, nan}), at::tensor({kInfinity, 0.0}), at::tensor({-kInfinity, -kInfinity})}) {
    EXPECT_EQ(SampleToken(logits, {1, 0}, 0.5).status().code(), absl::StatusCode::kFailedPrecondition);
  }
}

TEST(SamplingTest, OptionsOutOfRangeAreNamed) {
  EXPECT_TRUE(ValidateSampling({0, 0}).ok());
  EXPECT_EQ(ValidateSampling({-1, 0}).message(),
            "temperature: -1 is out of range; use 0 (greedy) or a positive number");
  EXPECT_FALSE(ValidateSampling({std::nan(""), 0}).ok());
  EXPECT_FALSE(ValidateSampling({kInfinity, 0}).ok());
  EXPECT_EQ(ValidateSampling({1, -2}).message(), "top_k: -2 is negative; use 0 (every token) or more");
}

}  // namespace
}  // namespace ceteris
