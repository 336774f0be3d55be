#include "core/position/clipped_offsets.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/zeros.h>

#include <algorithm>
#include <vector>

#include "core/position/consecutive_positions.h"
#include "core/testing/named_noise.h"
#include "core/testing/tensor_matchers.h"
#include "gtest/gtest.h"

namespace ceteris {
namespace {

struct Case {
  int64_t q_start, query_len, k_start, key_len, max_distance;
};

// One query, one key, a cache, more keys before and behind than distances, fewer, and none that is near.
const std::vector<Case> kCases = {{0, 1, 0, 1, 1},   {0, 5, 0, 5, 2}, {0, 5, 0, 5, 1},  {7, 1, 0, 8, 3},
                                  {6, 2, 0, 8, 16},  {4, 4, 0, 8, 2}, {0, 3, 0, 30, 4}, {100, 3, 0, 5, 4},
                                  {0, 3, 100, 5, 4}, {2, 6, 5, 2, 3}, {0, 9, 0, 9, 9},  {3, 2, 3, 2, 8}};

int64_t Row(int64_t q, int64_t k, const ClippedOffsets& offsets, int64_t max_distance) {
  return std::clamp<int64_t>(k - q + max_distance, 0, offsets.num_rows() - 1);
}

template <typename F>
void ForEveryCase(F check) {
  for (const Case& c : kCases) {
    for (const bool causal : {true, false}) {
      const at::Tensor q = ConsecutivePositions(c.q_start, c.query_len, at::kCPU),
                       k = ConsecutivePositions(c.k_start, c.key_len, at::kCPU);
      const ClippedOffsets offsets(c.max_distance, causal);
      SCOPED_TRACE(testing::Message() << c.q_start << "+" << c.query_len << " " << c.k_start << "+" << c.key_len
                                      << " max " << c.max_distance << " causal " << causal);
      check(offsets, c, q, k);
      check(offsets, c, q.clone(), k.clone());
    }
  }
}

TEST(ClippedOffsetsTest, ADecoderHasNoRowsForLaterKeys) {
  EXPECT_EQ(ClippedOffsets(16, true).num_rows(), 17);
  EXPECT_EQ(ClippedOffsets(16, false).num_rows(), 33);
}

TEST(ClippedOffsetsTest, SpreadsTheRowOfEachPair) {
  ForEveryCase([](const ClippedOffsets& offsets, const Case& c, const at::Tensor& q, const at::Tensor& k) {
    const at::Tensor by_row = NamedNoise("r", {2, 3, c.query_len, offsets.num_rows()}, at::kDouble);
    const at::Tensor got = offsets.Spread(by_row, q, k);
    ASSERT_EQ(got.sizes(), at::IntArrayRef({2, 3, c.query_len, c.key_len}));
    for (int64_t i = 0; i < c.query_len; ++i) {
      for (int64_t j = 0; j < c.key_len; ++j) {
        const int64_t row = Row(c.q_start + i, c.k_start + j, offsets, c.max_distance);
        EXPECT_EQ(got[1][2][i][j].item<double>(), by_row[1][2][i][row].item<double>()) << i << " " << j;
      }
    }
  });
}

TEST(ClippedOffsetsTest, GathersTheSumOfEachRow) {
  ForEveryCase([](const ClippedOffsets& offsets, const Case& c, const at::Tensor& q, const at::Tensor& k) {
    const at::Tensor by_key = NamedNoise("k", {2, 3, c.query_len, c.key_len}, at::kDouble);
    const at::Tensor got = offsets.Gather(by_key, q, k),
                     sums = at::zeros({c.query_len, offsets.num_rows()}, at::kDouble);
    ASSERT_EQ(got.sizes(), at::IntArrayRef({2, 3, c.query_len, offsets.num_rows()}));
    for (int64_t i = 0; i < c.query_len; ++i) {
      for (int64_t j = 0; j < c.key_len; ++j)
        sums[i][Row(c.q_start + i, c.k_start + j, offsets, c.max_distance)] += by_key[1][2][i][j];
    }
    EXPECT_TRUE(TensorsNear(got[1][2], sums, 1e-14));
  });
}

// Each is linear and the other's transpose, so the gradient of one is the other.
TEST(ClippedOffsetsTest, GradientsAreTheTransposes) {
  ForEveryCase([](const ClippedOffsets& offsets, const Case& c, const at::Tensor& q, const at::Tensor& k) {
    const at::Tensor by_row = NamedNoise("r", {2, 3, c.query_len, offsets.num_rows()}, at::kDouble),
                     by_key = NamedNoise("k", {2, 3, c.query_len, c.key_len}, at::kDouble);
    by_row.set_requires_grad(true);
    by_key.set_requires_grad(true);
    (offsets.Spread(by_row, q, k) * by_key.detach()).sum().backward();
    (offsets.Gather(by_key, q, k) * by_row.detach()).sum().backward();
    EXPECT_TRUE(TensorsNear(by_row.grad(), offsets.Gather(by_key.detach(), q, k), 1e-13));
    EXPECT_TRUE(TensorsNear(by_key.grad(), offsets.Spread(by_row.detach(), q, k), 1e-13));
  });
}

}  // namespace
}  // namespace ceteris
