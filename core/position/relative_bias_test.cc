#include "core/position/relative_bias.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/tensor.h>

#include <algorithm>
#include <boost/multiprecision/cpp_int.hpp>
#include <tuple>

#include "core/position/consecutive_positions.h"
#include "core/testing/named_noise.h"
#include "core/testing/tensor_matchers.h"
#include "gtest/gtest.h"

namespace ceteris {
namespace {

using boost::multiprecision::cpp_int;

// Raffel et al. 2019 in whole numbers. Of one side's `buckets`, the first e = buckets / 2 are exact; a distance n >= e
// falls into bucket e + m for the largest m <= buckets - e - 1 with log(n / e) / log(max / e) >= m / (buckets - e),
// that is n^(buckets - e) e^m >= max^m e^(buckets - e).
int64_t SideOracle(int64_t n, int64_t buckets, int64_t max_distance) {
  const int64_t e = buckets / 2;
  const unsigned wide = static_cast<unsigned>(buckets - e);
  if (n < e) return n;
  unsigned m = 0;
  while (m + 1 < wide &&
         pow(cpp_int(n), wide) * pow(cpp_int(e), m + 1) >= pow(cpp_int(max_distance), m + 1) * pow(cpp_int(e), wide))
    ++m;
  return e + m;
}

int64_t Oracle(int64_t distance, bool causal, int64_t buckets, int64_t max_distance) {
  if (causal) return SideOracle(std::max<int64_t>(distance, 0), buckets, max_distance);
  return SideOracle(std::abs(distance), buckets / 2, max_distance) + (distance < 0 ? buckets / 2 : 0);
}

struct Scheme {
  Scheme(int num_buckets, int max_distance, bool causal) {
    config::RelativeBias config;
    config.set_num_buckets(num_buckets);
    config.set_max_distance(max_distance);
    const Scope scope(&parameters, 1, at::TensorOptions().dtype(at::kDouble));
    bias = std::make_unique<RelativeBias>(config, 3, causal, Normal(0.5), scope.Child("decoder").Child("position"));
  }
  const at::Tensor& weight() const { return parameters.FindOne("decoder.position.weight")->tensor; }
  ParameterSet parameters;
  std::unique_ptr<RelativeBias> bias;
};

TEST(RelativeBiasTest, BucketsAreThoseOfTheWholeNumberFormula) {
  for (const auto& [buckets, max_distance] :
       {std::make_tuple(32, 128), {8, 16}, {2, 2}, {6, 27}, {4, 1000}, {64, 33}, {10, 640}}) {
    for (const bool causal : {true, false}) {
      if (!causal && buckets < 4) continue;
      const Scheme scheme(buckets, max_distance, causal);
      const at::Tensor distances = at::arange(-1100, 1100, at::kLong), got = scheme.bias->Bucket(distances);
      for (int64_t i = 0; i < distances.numel(); ++i) {
        const int64_t distance = distances[i].item<int64_t>();
        ASSERT_EQ(got[i].item<int64_t>(), Oracle(distance, causal, buckets, max_distance))
            << "distance " << distance << ", " << buckets << " buckets, max " << max_distance
            << (causal ? ", causal" : "");
      }
    }
  }
}

// T5's own shape, worked out with a pocket calculator: bucket 16 + m begins at the first whole number >= 16 * 8^(m /
// 16).
TEST(RelativeBiasTest, T5sWideBucketsBeginWhereTheyShould) {
  const Scheme scheme(32, 128, true);
  const at::Tensor begins = at::tensor({16, 19, 21, 24, 27, 31, 35, 40, 46, 52, 59, 67, 77, 87, 99, 113}, at::kLong);
  EXPECT_TRUE(TensorsBitEqual(scheme.bias->Bucket(begins), at::arange(16, 32, at::kLong)));
  EXPECT_TRUE(TensorsBitEqual(scheme.bias->Bucket(begins - 1), at::arange(15, 31, at::kLong)));
}

TEST(RelativeBiasTest, ReadsTheTableOfEachHead) {
  for (const bool causal : {true, false}) {
    const Scheme scheme(8, 20, causal);
    const at::Tensor packed = at::tensor({4, 9, 1, 1}, at::kLong).view({2, 2});
    for (const at::Tensor& q : {ConsecutivePositions(3, 2, at::kCPU), ConsecutivePositions(40, 2, at::kCPU), packed}) {
      const at::Tensor k = ConsecutivePositions(2, 30, at::kCPU), bias = scheme.bias->ScoreBias(q, k);
      ASSERT_EQ(bias.sizes(), at::IntArrayRef({q.size(0), 3, 2, 30}));
      for (int64_t b = 0; b < q.size(0); ++b) {
        for (int64_t h = 0; h < 3; ++h) {
          for (int64_t i = 0; i < 2; ++i) {
            for (int64_t j = 0; j < 30; ++j) {
              const int64_t bucket = Oracle(q[b][i].item<int64_t>() - 2 - j, causal, 8, 20);
              ASSERT_EQ(bias[b][h][i][j].item<double>(), scheme.weight()[h][bucket].item<double>());
            }
          }
        }
      }
    }
  }
}

// Each weight's gradient is the sum over the pairs in its bucket, on both paths.
TEST(RelativeBiasTest, GradientGathersEveryPairOfABucket) {
  const Scheme scheme(8, 20, true);
  const at::Tensor positions = ConsecutivePositions(0, 40, at::kCPU), w = NamedNoise("w", {1, 3, 40, 40}, at::kDouble);
  const at::Tensor bucket = scheme.bias->Bucket(positions.unsqueeze(-1) - positions.unsqueeze(-2));  // [1, 40, 40]
  for (const at::Tensor& p : {positions, positions.clone()}) {
    scheme.weight().mutable_grad().reset();
    (scheme.bias->ScoreBias(p, p) * w).sum().backward();
    for (int64_t h = 0; h < 3; ++h) {
      for (int64_t b = 0; b < 8; ++b) {
        const double expected = w.select(1, h).masked_select(bucket == b).sum().item<double>();
        EXPECT_NEAR(scheme.weight().grad()[h][b].item<double>(), expected, 1e-11);
      }
    }
  }
}

}  // namespace
}  // namespace ceteris
