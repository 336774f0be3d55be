// AVX2 and AVX-512 give the same bits; products against loops in double precision. What the kernels compute is tested
// where they are used, against LibTorch.
#include "core/cpu/kernels.h"

#include <cmath>
#include <cstring>
#include <vector>

#include "gtest/gtest.h"

namespace ceteris {
namespace {

// Numbers in (-2, 2) that depend on the seed only.
std::vector<float> Numbers(int64_t n, uint32_t seed) {
  std::vector<float> numbers(n);
  for (float& x : numbers) {
    seed = seed * 1664525u + 1013904223u;
    x = static_cast<float>(static_cast<int32_t>(seed)) / 1073741824.0f;
  }
  return numbers;
}

bool SameBits(const std::vector<float>& a, const std::vector<float>& b) {
  return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(float)) == 0;
}

std::vector<float> Product(const CpuKernels& kernels, int64_t rows, int64_t columns, int64_t inner) {
  const std::vector<float> a = Numbers(rows * inner, 1), b = Numbers(inner * columns, 2), bias = Numbers(columns, 3);
  std::vector<float> packed(PackedSize(inner, columns)), c = Numbers(rows * columns, 4);
  kernels.pack_rows(b.data(), inner, columns, packed.data());
  MatrixProduct product{rows, columns, inner, a.data(), inner, 1, packed.data(), kStrip, kStrip * inner};
  product.c = c.data();
  product.c_row = product.addend_row = columns;
  product.bias = bias.data();
  product.addend = c.data();
  kernels.multiply(product);
  return c;
}

class KernelsTest : public testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    kernels_ = CpuKernelsOf(GetParam());
    if (kernels_ == nullptr) GTEST_SKIP() << "this machine has no " << GetParam();
  }
  const CpuKernels* kernels_ = nullptr;
};

TEST_P(KernelsTest, ProductsAreThoseOfLoops) {
  for (const int64_t rows : {1, 5, 6, 14}) {
    for (const int64_t columns : {1, 16, 17, 64, 65, 150}) {
      const int64_t inner = rows + 9;
      const std::vector<float> a = Numbers(rows * inner, 1), b = Numbers(inner * columns, 2),
                               bias = Numbers(columns, 3);
      const std::vector<float> addend = Numbers(rows * columns, 4), c = Product(*kernels_, rows, columns, inner);
      for (int64_t i = 0; i < rows; ++i) {
        for (int64_t j = 0; j < columns; ++j) {
          double sum = static_cast<double>(bias[j]) + addend[i * columns + j];
          for (int64_t k = 0; k < inner; ++k) sum += static_cast<double>(a[i * inner + k]) * b[k * columns + j];
          ASSERT_NEAR(c[i * columns + j], sum, 2e-5) << rows << " " << columns << " " << i << " " << j;
        }
      }
    }
  }
}

TEST_P(KernelsTest, BothPackingsAreOne) {
  const int64_t inner = 21, columns = 70;
  const std::vector<float> b = Numbers(inner * columns, 5);
  std::vector<float> transposed(b.size()), by_rows(PackedSize(inner, columns)), by_columns(by_rows.size());
  for (int64_t k = 0; k < inner; ++k) {
    for (int64_t j = 0; j < columns; ++j) transposed[j * inner + k] = b[k * columns + j];
  }
  kernels_->pack_rows(b.data(), inner, columns, by_rows.data());
  kernels_->pack_columns(transposed.data(), inner, columns, by_columns.data());
  EXPECT_TRUE(SameBits(by_rows, by_columns));
}

INSTANTIATE_TEST_SUITE_P(InstructionSets, KernelsTest, testing::Values("avx2", "avx512"),
                         [](const testing::TestParamInfo<const char*>& info) { return std::string(info.param); });

std::vector<float> Attention(const CpuKernels& kernels, bool causal) {
  const int64_t len = 45, head_dim = 24;
  const std::vector<float> qkv = Numbers(len * 3 * head_dim, 6), bias = Numbers(len * len, 7);
  AttentionHead head{len, head_dim, {qkv.data(), 72}, {qkv.data() + 24, 72}, {qkv.data() + 48, 72}, 0.2f, causal};
  head.bias = bias.data();
  std::vector<float> probabilities(len * PaddedKeys(len)), scratch(AttentionScratch(len, head_dim));
  std::vector<float> results(len * 4 * head_dim + len * len);  // mixed, gradients of q, k and v, of the bias
  float* const r = results.data();
  kernels.attention_forward(head, {probabilities.data(), {r, 96}, scratch.data()});
  AttentionGradients gradients;
  gradients.probabilities = probabilities.data();
  gradients.d_mixed = head.q;
  gradients.q_gradient = {r + 24, 96};
  gradients.k_gradient = {r + 48, 96};
  gradients.v_gradient = {r + 72, 96};
  gradients.d_bias = r + len * 96;
  gradients.scratch = scratch.data();
  kernels.attention_backward(head, gradients);
  return results;
}

std::vector<float> Norms(const CpuKernels& kernels) {
  const std::vector<float> x = Numbers(7 * 48, 8), weight = Numbers(48, 9), d_y = Numbers(7 * 48, 10);
  std::vector<float> results(7 * 48 * 2 + 48 * 2 + 14);  // y, d_x, d_weight, d_bias, statistics
  float* const r = results.data();
  LayerNormRows rows{7, 48, 1e-5f, x.data(), weight.data(), weight.data(), r, r + 768, r + 775};
  kernels.layer_norm_forward(rows);
  kernels.layer_norm_backward(rows, {d_y.data(), r + 336, r + 672, r + 720});
  return results;
}

std::vector<float> Losses(const CpuKernels& kernels) {
  const std::vector<float> logits = Numbers(9 * 65, 11);
  const int64_t targets[] = {0, 64, 3, -100, 5, 16, 15, 31, 32};
  std::vector<float> results(9 * 65 + 1);
  CrossEntropyRows rows{9, 65, logits.data(), targets, -100, results.data()};
  results.back() = static_cast<float>(kernels.cross_entropy(rows));
  return results;
}

std::vector<float> Activations(const CpuKernels& kernels) {
  std::vector<float> x = Numbers(1003, 12), results(2 * x.size());
  for (float& value : x) value *= 4;
  kernels.gelu(x.data(), 1003, results.data(), results.data() + 1003);
  return results;
}

TEST(InstructionSetsTest, GiveTheSameBits) {
  const CpuKernels *const avx2 = CpuKernelsOf("avx2"), *const avx512 = CpuKernelsOf("avx512");
  if (avx512 == nullptr) GTEST_SKIP() << "this machine has no AVX-512";
  EXPECT_TRUE(SameBits(Product(*avx2, 20, 100, 64), Product(*avx512, 20, 100, 64)));
  EXPECT_TRUE(SameBits(Attention(*avx2, true), Attention(*avx512, true)));
  EXPECT_TRUE(SameBits(Attention(*avx2, false), Attention(*avx512, false)));
  EXPECT_TRUE(SameBits(Norms(*avx2), Norms(*avx512)));
  EXPECT_TRUE(SameBits(Losses(*avx2), Losses(*avx512)));
  EXPECT_TRUE(SameBits(Activations(*avx2), Activations(*avx512)));
}

TEST(InstructionSetsTest, KnowTheirNames) {
  EXPECT_EQ(CpuKernelsOf("sse"), nullptr);
  if (FastestCpuKernels() != nullptr) {
    EXPECT_EQ(CpuKernelsOf(FastestCpuKernels()->instruction_set), FastestCpuKernels());
  }
}

}  // namespace
}  // namespace ceteris
