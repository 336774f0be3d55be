// Which keys each pattern leaves, place by place.
#include <ATen/TensorOperators.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros.h>

#include <cstdlib>
#include <functional>

#include "core/attention/pattern_factory.h"
#include "core/position/consecutive_positions.h"
#include "core/testing/tensor_matchers.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"

namespace ceteris {
namespace {

std::unique_ptr<AttentionPattern> Pattern(const std::string& text) {
  config::Attention config;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &config)) << text;
  return BuildPattern(config);
}

// `visible(i, j)` for the places of query and key.
void ExpectVisible(const at::Tensor& mask, int64_t query_len, int64_t key_len,
                   const std::function<bool(int64_t, int64_t)>& visible) {
  ASSERT_EQ(mask.sizes(), at::IntArrayRef({1, 1, query_len, key_len}));
  for (int64_t i = 0; i < query_len; ++i) {
    for (int64_t j = 0; j < key_len; ++j) {
      EXPECT_EQ(mask[0][0][i][j].item<bool>(), visible(key_len - query_len + i, j)) << i << " " << j;
    }
  }
}

TEST(FullAttentionTest, HidesNothing) {
  const at::Tensor positions = ConsecutivePositions(0, 5, at::kCPU);
  EXPECT_FALSE(Pattern("full {}")->MayAttend(positions, positions).defined());
  EXPECT_EQ(Pattern("full {}")->window(), 0);
}

TEST(SlidingWindowTest, SeesKeysNearerThanTheWindow) {
  for (const int64_t window : {1, 2, 3, 9}) {
    const auto pattern = Pattern("sliding_window { window: " + std::to_string(window) + " }");
    EXPECT_EQ(pattern->window(), window);
    for (const auto& [query_len, key_len] : {std::make_pair(6, 6), std::make_pair(1, 6), std::make_pair(2, 7)}) {
      const at::Tensor mask = pattern->MayAttend(ConsecutivePositions(key_len - query_len, query_len, at::kCPU),
                                                 ConsecutivePositions(0, key_len, at::kCPU));
      ExpectVisible(mask, query_len, key_len, [&](int64_t i, int64_t j) { return std::abs(i - j) < window; });
    }
  }
}

// Position numbers do not matter to a window.
TEST(SlidingWindowTest, GoesByPlaces) {
  const at::Tensor zeros = at::zeros({1, 5}, at::kLong);
  ExpectVisible(Pattern("sliding_window { window: 2 }")->MayAttend(zeros, zeros), 5, 5,
                [](int64_t i, int64_t j) { return std::abs(i - j) < 2; });
}

TEST(GlobalLocalTest, TheFirstTokensSeeAllAndAreSeenByAll) {
  const auto pattern = Pattern("global_local { window: 2 num_global: 2 }");
  EXPECT_EQ(pattern->window(), 0) << "it is no window alone";
  const auto visible = [](int64_t i, int64_t j) { return std::abs(i - j) < 2 || i < 2 || j < 2; };
  const at::Tensor positions = ConsecutivePositions(0, 7, at::kCPU);
  ExpectVisible(pattern->MayAttend(positions, positions), 7, 7, visible);
  ExpectVisible(pattern->MayAttend(ConsecutivePositions(5, 2, at::kCPU), positions), 2, 7, visible);
}

// Two documents in one row, and a second sequence whose first two tokens are padding at position 0.
TEST(GlobalLocalTest, GlobalTokensGoByPositions) {
  const at::Tensor positions = at::tensor({0, 1, 2, 0, 1, 0, 0, 0, 1, 2}, at::kLong).view({2, 5});
  const at::Tensor mask = Pattern("global_local { window: 1 num_global: 1 }")->MayAttend(positions, positions);
  ASSERT_EQ(mask.sizes(), at::IntArrayRef({2, 1, 5, 5}));
  for (int64_t b = 0; b < 2; ++b) {
    for (int64_t i = 0; i < 5; ++i) {
      for (int64_t j = 0; j < 5; ++j) {
        const bool global = positions[b][i].item<int64_t>() == 0 || positions[b][j].item<int64_t>() == 0;
        EXPECT_EQ(mask[b][0][i][j].item<bool>(), i == j || global) << b << " " << i << " " << j;
      }
    }
  }
}

}  // namespace
}  // namespace ceteris
