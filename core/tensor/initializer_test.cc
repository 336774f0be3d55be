#include "core/tensor/initializer.h"

#include <c10/util/Exception.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "core/base/counter_hash.h"

namespace ceteris {
namespace {

constexpr int64_t kSize = 200000;

std::vector<float> Filled(const Initializer& initializer, std::vector<int64_t> shape,
                          uint64_t key = StreamKey(1, "w")) {
  int64_t n = 1;
  for (const int64_t size : shape) n *= size;
  std::vector<float> values(static_cast<size_t>(n), -77);
  initializer.Fill(key, values.data(), n, shape);
  return values;
}

// k-th raw moment.
double Moment(const std::vector<float>& values, int k) {
  double sum = 0;
  for (const float value : values) sum += std::pow(static_cast<double>(value), k);
  return sum / static_cast<double>(values.size());
}

// Kolmogorov-Smirnov: the largest distance of the empirical distribution from `distribution`, times sqrt(n).
template <typename Distribution>
double KolmogorovSmirnov(std::vector<float> values, Distribution distribution) {
  std::sort(values.begin(), values.end());
  const double n = static_cast<double>(values.size());
  double largest = 0;
  for (size_t i = 0; i < values.size(); ++i) {
    const double expected = distribution(values[i]);
    largest = std::max({largest, expected - static_cast<double>(i) / n, static_cast<double>(i + 1) / n - expected});
  }
  return largest * std::sqrt(n);
}

// The moments of n normal numbers have standard deviations sqrt(1/n), sqrt(2/n), sqrt(15/n), sqrt(96/n); 4 of each are
// allowed. The 99.9 % point of the Kolmogorov distribution is 1.95. The numbers are fixed: this passes or fails once
// and for all.
TEST(NormalTest, IsNormal) {
  const std::vector<float> values = Filled(Normal(1.0), {kSize});
  const double root = std::sqrt(static_cast<double>(kSize));
  EXPECT_NEAR(Moment(values, 1), 0, 4 / root);
  EXPECT_NEAR(Moment(values, 2), 1, 4 * std::sqrt(2.0) / root);
  EXPECT_NEAR(Moment(values, 3), 0, 4 * std::sqrt(15.0) / root);
  EXPECT_NEAR(Moment(values, 4), 3, 4 * std::sqrt(96.0) / root);
  EXPECT_LT(KolmogorovSmirnov(values, [](double x) { return std::erfc(-x / std::sqrt(2.0)) / 2; }), 1.95);
}

// The correlation of neighbours in a stream, and of equal places in streams of neighbouring names, is 0 +- 4 / sqrt(n).
TEST(NormalTest, NeighboursAndStreamsAreUncorrelated) {
  const std::vector<float> a = Filled(Normal(1.0), {kSize}, StreamKey(1, "decoder.0.w"));
  const std::vector<float> b = Filled(Normal(1.0), {kSize}, StreamKey(1, "decoder.1.w"));
  double with_next = 0, with_other = 0;
  for (size_t i = 0; i < a.size(); ++i) {
    with_next += static_cast<double>(a[i]) * a[(i + 1) % a.size()];
    with_other += static_cast<double>(a[i]) * b[i];
  }
  EXPECT_NEAR(with_next / kSize, 0, 4 / std::sqrt(static_cast<double>(kSize)));
  EXPECT_NEAR(with_other / kSize, 0, 4 / std::sqrt(static_cast<double>(kSize)));
}

TEST(NormalTest, StddevScalesEveryValue) {
  const std::vector<float> one = Filled(Normal(1.0), {1000}), quarter = Filled(Normal(0.25), {1000});
  for (size_t i = 0; i < one.size(); ++i) EXPECT_EQ(quarter[i], 0.25f * one[i]);
}

// Its distribution is that of the normal between -2 and 2, stretched to 1; the second moment is 1 - 4 phi(2) / (2
// Phi(2)
// - 1) = 0.7737.
TEST(TruncatedNormalTest, IsNormalInsideTwoStddevAndNothingOutside) {
  const std::vector<float> values = Filled(TruncatedNormal(0.5), {kSize});
  const auto phi = [](double x) { return std::erfc(-x / std::sqrt(2.0)) / 2; };
  const double tail = phi(-2), density = std::exp(-2.0) / std::sqrt(2 * std::acos(-1.0));
  EXPECT_LT(KolmogorovSmirnov(values, [&](double x) { return (phi(x / 0.5) - tail) / (1 - 2 * tail); }), 1.95);
  EXPECT_NEAR(Moment(values, 2), 0.25 * (1 - 4 * density / (1 - 2 * tail)), 4 * 0.25 / std::sqrt(double{kSize}));
  EXPECT_GE(*std::min_element(values.begin(), values.end()), -1.0f);
  EXPECT_LE(*std::max_element(values.begin(), values.end()), 1.0f);
  EXPECT_GT(*std::max_element(values.begin(), values.end()), 0.99f) << "cut where it should be";
}

TEST(UniformRangeTest, IsUniformOnItsRange) {
  const std::vector<float> values = Filled(UniformRange(0.5), {kSize});
  EXPECT_LT(KolmogorovSmirnov(values, [](double x) { return x + 0.5; }), 1.95);
  EXPECT_GE(*std::min_element(values.begin(), values.end()), -0.5f);
  EXPECT_LE(*std::max_element(values.begin(), values.end()), 0.5f);
}

TEST(XavierUniformTest, BoundFollowsFromBothFans) {
  const std::vector<float> values = Filled(XavierUniform(), {100, 2000});
  const double bound = std::sqrt(6.0 / 2100);
  EXPECT_LT(KolmogorovSmirnov(values, [bound](double x) { return (x + bound) / (2 * bound); }), 1.95);
  const std::vector<float> half = Filled(XavierUniform(0.5), {100, 2000});
  for (size_t i = 0; i < 100; ++i) EXPECT_EQ(half[i], 0.5f * values[i]);
  EXPECT_THROW(Filled(XavierUniform(), {100}), c10::Error);
  EXPECT_THROW(Filled(XavierUniform(), {2, 2, 2}), c10::Error);
}

TEST(ConstantTest, FillsEveryElement) {
  EXPECT_EQ(Filled(Constant(0.1), {3}), std::vector<float>(3, 0.1f));
  EXPECT_EQ(Filled(Zeros(), {2, 2}), std::vector<float>(4, 0.0f));
  EXPECT_EQ(Filled(Ones(), {3}), std::vector<float>(3, 1.0f));
}

TEST(InitializerTest, AValueDependsOnItsPlaceOnly) {
  const std::vector<float> few = Filled(Normal(1.0), {10}), many = Filled(Normal(1.0), {1000});
  EXPECT_TRUE(std::equal(few.begin(), few.end(), many.begin()));
}

TEST(InitializerTest, AWidthThatIsNoNumberThrows) {
  for (const double width : {-1.0, std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()}) {
    EXPECT_THROW(Filled(Normal(width), {2}), c10::Error);
    EXPECT_THROW(Filled(TruncatedNormal(width), {2}), c10::Error);
    EXPECT_THROW(Filled(XavierUniform(width), {2, 2}), c10::Error);
    EXPECT_THROW(Filled(UniformRange(width), {2}), c10::Error);
  }
}

}  // namespace
}  // namespace ceteris
