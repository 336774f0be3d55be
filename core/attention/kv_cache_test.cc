#include "core/attention/kv_cache.h"

#include <ATen/ops/cat.h>
#include <ATen/ops/tensor.h>

#include "core/position/consecutive_positions.h"
#include "core/testing/named_noise.h"
#include "core/testing/tensor_matchers.h"
#include "gtest/gtest.h"

namespace ceteris {
namespace {

at::Tensor Heads(const char* name, int64_t len) { return NamedNoise(name, {2, 3, len, 4}, at::kFloat); }

KvCache TwoLayers() { return KvCache({2, 2, 3, 8, 4, 4}, at::TensorOptions().dtype(at::kFloat)); }

TEST(KvCacheTest, ReturnsWhatWasAppendedLayerByLayer) {
  KvCache cache = TwoLayers();
  cache.Append(0, Heads("k0", 3), Heads("v0", 3));
  EXPECT_EQ(cache.length(), 0) << "the last layer holds nothing yet";
  cache.Append(1, Heads("k1", 3), Heads("v1", 3));
  EXPECT_EQ(cache.length(), 3);
  const auto [k, v] = cache.Append(0, Heads("k2", 2), Heads("v2", 2));
  EXPECT_TRUE(TensorsBitEqual(k, at::cat({Heads("k0", 3), Heads("k2", 2)}, 2)));
  EXPECT_TRUE(TensorsBitEqual(v, at::cat({Heads("v0", 3), Heads("v2", 2)}, 2)));
}

TEST(KvCacheTest, RefusesWhatDoesNotFitAndWhatHasGradients) {
  KvCache cache = TwoLayers();
  EXPECT_THROW(cache.Append(0, Heads("k", 9), Heads("v", 9)), c10::Error);
  EXPECT_THROW(cache.AppendPositions(ConsecutivePositions(0, 9, at::kCPU)), c10::Error);
  EXPECT_THROW(cache.Append(0, Heads("k", 1).set_requires_grad(true), Heads("v", 1)), c10::Error);
}

TEST(KvCacheTest, PositionsAreThoseOfAllKeys) {
  KvCache cache = TwoLayers();
  EXPECT_EQ(ConsecutiveStart(cache.AppendPositions(ConsecutivePositions(0, 3, at::kCPU))), 0);
  for (int layer = 0; layer < 2; ++layer) cache.Append(layer, Heads("k", 3), Heads("v", 3));
  // A second document: positions start again, and differ between sequences.
  const at::Tensor next = at::tensor({0, 1, 5, 6}, at::kLong).view({2, 2});
  const at::Tensor all = cache.AppendPositions(next);
  EXPECT_TRUE(TensorsBitEqual(all, at::tensor({0, 1, 2, 0, 1, 0, 1, 2, 5, 6}, at::kLong).view({2, 5})));
  for (int layer = 0; layer < 2; ++layer) cache.Append(layer, Heads("k", 2), Heads("v", 2));
  // Consecutive again, but what came before was not.
  EXPECT_TRUE(TensorsBitEqual(cache.AppendPositions(ConsecutivePositions(5, 1, at::kCPU)),
                              at::tensor({0, 1, 2, 0, 1, 5, 0, 1, 2, 5, 6, 5}, at::kLong).view({2, 6})));
  cache.Clear();
  EXPECT_EQ(ConsecutiveStart(cache.AppendPositions(ConsecutivePositions(0, 2, at::kCPU))), 0);
  for (int layer = 0; layer < 2; ++layer) cache.Append(layer, Heads("k", 2), Heads("v", 2));
  EXPECT_TRUE(TensorsBitEqual(cache.AppendPositions(ConsecutivePositions(6, 2, at::kCPU)),
                              at::tensor({0, 1, 6, 7, 0, 1, 6, 7}, at::kLong).view({2, 4})))
      << "consecutive, but after a gap";
  cache.Clear();
  EXPECT_EQ(cache.length(), 0);
  EXPECT_EQ(ConsecutiveStart(cache.AppendPositions(ConsecutivePositions(0, 2, at::kCPU))), 0);
}

}  // namespace
}  // namespace ceteris
