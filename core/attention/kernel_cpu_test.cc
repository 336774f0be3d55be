// Attention on our own CPU kernels against the loop oracle, and its gradients against the composed kernel in double
// precision.
#include "core/attention/kernel_cpu.h"

#include <ATen/Parallel.h>
#include <ATen/TensorOperators.h>
#include <ATen/ops/ones.h>

#include <limits>
#include <string>
#include <vector>

#include "core/attention/kernel_composed.h"
#include "core/position/consecutive_positions.h"
#include "core/tensor/cpu_kernels.h"
#include "core/testing/attention_oracle.h"
#include "core/testing/named_noise.h"
#include "core/testing/tensor_matchers.h"
#include "gtest/gtest.h"

namespace ceteris {
namespace {

struct Case {
  int64_t batch, num_heads, num_kv_heads, len, head_dim;
  bool causal;
  int64_t bias_batch;  // 0: no bias
};

const std::vector<Case>& Cases() {
  static const std::vector<Case>& cases = *new std::vector<Case>{
      {2, 4, 4, 64, 16, true, 0},  {2, 4, 4, 64, 16, false, 0}, {1, 2, 2, 1, 16, true, 0},  {2, 2, 2, 7, 16, true, 0},
      {2, 2, 2, 23, 8, true, 0},   {2, 1, 1, 19, 4, false, 0},  {1, 2, 2, 33, 40, true, 0}, {2, 4, 2, 20, 16, true, 0},
      {2, 6, 2, 50, 5, true, 0},   {2, 4, 4, 40, 16, true, 1},  {3, 4, 2, 21, 32, true, 1}, {3, 4, 2, 21, 32, false, 3},
      {2, 2, 2, 100, 64, true, 2}, {1, 1, 1, 6, 48, false, 1}};
  return cases;
}

struct Results {
  at::Tensor mixed;
  std::vector<at::Tensor> gradients;  // of q, k, v and, where there is one, the bias
};

// The same float32 numbers in `dtype`, heads as a layer makes them: views of one product.
Results Compute(const Case& c, at::ScalarType dtype) {
  const int64_t heads = c.num_heads + 2 * c.num_kv_heads;
  const at::Tensor packed = NamedNoise("packed", {c.batch, c.len, heads, c.head_dim}, dtype).transpose(1, 2);
  const auto leaf = [&](int64_t begin, int64_t count) {
    return packed.narrow(1, begin, count).detach().set_requires_grad(true);
  };
  const at::Tensor q = leaf(0, c.num_heads), k = leaf(c.num_heads, c.num_kv_heads),
                   v = leaf(c.num_heads + c.num_kv_heads, c.num_kv_heads);
  const at::Tensor positions = ConsecutivePositions(0, c.len, at::kCPU);
  std::vector<at::Tensor> leaves = {q, k, v};
  at::Tensor bias;
  if (c.bias_batch > 0) {
    bias = NamedNoise("bias", {c.bias_batch, c.num_heads, c.len, c.len}, dtype).set_requires_grad(true);
    leaves.push_back(bias);
  }
  const AttentionMask mask = MakeAttentionMask(c.causal, positions, positions, {}, bias);
  Results results;
  results.mixed = dtype == at::kFloat ? AttendOnCpuKernels(q, k, v, mask) : AttendComposed(q, k, v, mask, {});
  (results.mixed * NamedNoise("d", {c.batch, c.num_heads, c.len, c.head_dim}, dtype)).sum().backward();
  for (const at::Tensor& tensor : leaves) results.gradients.push_back(tensor.grad());
  return results;
}

std::string Describe(const Case& c) {
  return "heads " + std::to_string(c.num_heads) + " len " + std::to_string(c.len) + " head_dim " +
         std::to_string(c.head_dim) + (c.causal ? " causal" : "");
}

class KernelCpuTest : public testing::Test {
  void SetUp() override {
    if (FastestCpuKernels() == nullptr) GTEST_SKIP() << "this machine has no AVX2";
  }
};

TEST_F(KernelCpuTest, IsTheComposedKernelInDoublePrecision) {
  for (const Case& c : Cases()) {
    const Results single = Compute(c, at::kFloat), exact = Compute(c, at::kDouble);
    EXPECT_TRUE(TensorsNear(single.mixed, exact.mixed, 1e-5)) << Describe(c);
    ASSERT_EQ(single.gradients.size(), exact.gradients.size());
    for (size_t i = 0; i < exact.gradients.size(); ++i) {
      EXPECT_TRUE(TensorsNear(single.gradients[i], exact.gradients[i], 2e-5)) << "qkvb"[i] << " " << Describe(c);
    }
  }
}

TEST_F(KernelCpuTest, IsTheLoopOracle) {
  const at::Tensor q = NamedNoise("q", {2, 4, 37, 12}, at::kFloat), k = NamedNoise("k", {2, 2, 37, 12}, at::kFloat),
                   v = NamedNoise("v", {2, 2, 37, 12}, at::kFloat), bias = NamedNoise("b", {1, 4, 37, 37}, at::kFloat);
  const at::Tensor positions = ConsecutivePositions(0, 37, at::kCPU);
  const at::Tensor visible = at::ones({1, 1, 37, 37}, at::kBool).tril();
  EXPECT_TRUE(TensorsNear(AttendOnCpuKernels(q, k, v, MakeAttentionMask(true, positions, positions, {}, bias)),
                          AttentionOracle({q, k, v, visible, bias}), 1e-5));
}

TEST_F(KernelCpuTest, AQueryThatSeesNoKeyMixesToZero) {
  const at::Tensor q = NamedNoise("q", {1, 1, 3, 16}, at::kFloat).set_requires_grad(true);
  at::Tensor bias = NamedNoise("b", {1, 1, 3, 3}, at::kFloat);
  bias.select(2, 1).fill_(-std::numeric_limits<float>::infinity());
  const at::Tensor positions = ConsecutivePositions(0, 3, at::kCPU);
  const at::Tensor mixed = AttendOnCpuKernels(q, q, q, MakeAttentionMask(false, positions, positions, {}, bias));
  EXPECT_EQ(mixed.select(2, 1).abs().max().item<float>(), 0);
  mixed.sum().backward();
  EXPECT_TRUE(AllFinite(q.grad()));
}

// Keys hidden from all queries of a sequence, and from single ones; some queries see nothing.
TEST_F(KernelCpuTest, HiddenKeysAreInvisible) {
  const at::Tensor x = NamedNoise("x", {3, 2, 21, 16}, at::kFloat), positions = ConsecutivePositions(0, 21, at::kCPU);
  at::Tensor padding = at::ones({3, 1, 1, 21}, at::kBool);
  for (int64_t b = 0; b < 3; ++b) padding[b].narrow(-1, 0, 4 * b).zero_();
  const at::Tensor single = NamedNoise("s", {1, 2, 21, 21}, at::kFloat).gt(0);
  for (const bool causal : {false, true}) {
    for (const at::Tensor& may_attend : {padding, single}) {
      const at::Tensor q = x.clone().set_requires_grad(true), exact = x.to(at::kDouble).set_requires_grad(true);
      const AttentionMask mask = MakeAttentionMask(causal, positions, positions, may_attend, {});
      const at::Tensor mixed = AttendOnCpuKernels(q, q, q, mask),
                       oracle = AttendComposed(exact, exact, exact, mask, {});
      EXPECT_TRUE(TensorsNear(mixed, oracle, 1e-5));
      (mixed * x).sum().backward();
      (oracle * x).sum().backward();
      EXPECT_TRUE(TensorsNear(q.grad(), exact.grad(), 2e-5));
    }
  }
}

TEST_F(KernelCpuTest, ALaterTokenChangesNoBitOfAnEarlierOne) {
  const at::Tensor x = NamedNoise("x", {1, 2, 29, 16}, at::kFloat);
  at::Tensor changed = x.clone();
  changed.narrow(2, 28, 1).fill_(3);
  const at::Tensor positions = ConsecutivePositions(0, 29, at::kCPU);
  for (const at::Tensor& bias : {at::Tensor(), NamedNoise("b", {1, 2, 29, 29}, at::kFloat)}) {
    const AttentionMask mask = MakeAttentionMask(true, positions, positions, {}, bias);
    EXPECT_TRUE(TensorsBitEqual(AttendOnCpuKernels(x, x, x, mask).narrow(2, 0, 28),
                                AttendOnCpuKernels(changed, changed, changed, mask).narrow(2, 0, 28)));
  }
}

TEST_F(KernelCpuTest, GivesTheSameBitsForAnyNumberOfThreads) {
  const Case with_bias{3, 4, 2, 21, 32, true, 1};
  const int threads = at::get_num_threads();
  at::set_num_threads(1);
  const Results one = Compute(with_bias, at::kFloat);
  at::set_num_threads(2);
  const Results two = Compute(with_bias, at::kFloat);
  at::set_num_threads(threads);
  EXPECT_TRUE(TensorsBitEqual(one.mixed, two.mixed));
  for (int i = 0; i < 4; ++i) EXPECT_TRUE(TensorsBitEqual(one.gradients[i], two.gradients[i]));
}

TEST_F(KernelCpuTest, NotANumberStaysVisible) {
  at::Tensor x = NamedNoise("x", {1, 1, 8, 16}, at::kFloat);
  x.select(2, 3).fill_(std::numeric_limits<float>::quiet_NaN());
  const at::Tensor positions = ConsecutivePositions(0, 8, at::kCPU);
  const at::Tensor mixed = AttendOnCpuKernels(x, x, x, MakeAttentionMask(true, positions, positions, {}, {}));
  EXPECT_TRUE(mixed.select(2, 5).isnan().all().item<bool>());
}

TEST(AttentionFitsCpuKernelsTest, LeavesTheRestToTheOthers) {
  const auto fits = [](int64_t query_len, int64_t key_len, at::ScalarType dtype) {
    const at::Tensor q = NamedNoise("q", {1, 2, query_len, 4}, dtype), k = NamedNoise("k", {1, 2, key_len, 4}, dtype);
    return AttentionFitsCpuKernels(q, k, {});
  };
  EXPECT_EQ(fits(8, 8, at::kFloat), FastestCpuKernels() != nullptr);
  EXPECT_FALSE(fits(8, 8, at::kDouble));
  EXPECT_FALSE(fits(1, 8, at::kFloat)) << "a cache";
  EXPECT_FALSE(fits(300, 300, at::kFloat)) << "probabilities are kept for the backward pass";
}

}  // namespace
}  // namespace ceteris
