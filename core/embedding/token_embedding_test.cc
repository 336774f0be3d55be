#include "core/embedding/token_embedding.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/tensor.h>

#include "core/testing/gradient_check.h"
#include "core/testing/named_noise.h"
#include "core/testing/tensor_matchers.h"

namespace ceteris {
namespace {

struct Built {
  explicit Built(bool tied) {
    config::Embedding config;
    config.set_tied(tied);
    const Scope scope(&parameters, 1, at::TensorOptions().dtype(at::kDouble));
    embedding = std::make_unique<TokenEmbedding>(config, EmbeddingContext{7, 3}, Normal(0.5), scope);
  }
  at::Tensor Weight(const std::string& name) const { return parameters.FindOne(name)->tensor; }
  ParameterSet parameters;
  std::unique_ptr<TokenEmbedding> embedding;
};

const at::Tensor& Tokens() {
  static const at::Tensor& tokens = *new at::Tensor(at::tensor({0, 6, 6, 2, 1, 0}, at::kLong).view({2, 3}));
  return tokens;
}

TEST(TokenEmbeddingTest, ReadsTheRowOfEachToken) {
  const Built built(true);
  const at::Tensor x = built.embedding->Forward(Tokens());
  ASSERT_EQ(x.sizes(), at::IntArrayRef({2, 3, 3}));
  for (int64_t b = 0; b < 2; ++b) {
    for (int64_t t = 0; t < 3; ++t) {
      EXPECT_TRUE(TensorsBitEqual(x[b][t], built.Weight("embedding.token.weight")[Tokens()[b][t].item<int64_t>()]));
    }
  }
  EXPECT_THROW(built.embedding->Forward(at::tensor({7}, at::kLong)), c10::Error) << "a token beyond the vocabulary";
}

TEST(TokenEmbeddingTest, TiedHeadIsTheEmbeddingTransposed) {
  const Built built(true);
  ASSERT_EQ(built.parameters.parameters().size(), 1u);
  const at::Tensor hidden = NamedNoise("hidden", {2, 3, 3}, at::kDouble);
  EXPECT_TRUE(TensorsNear(built.embedding->Logits(hidden),
                          at::matmul(hidden, built.Weight("embedding.token.weight").t()), 1e-13));
}

TEST(TokenEmbeddingTest, UntiedHeadHasAMatrixOfItsOwn) {
  const Built built(false);
  const at::Tensor hidden = NamedNoise("hidden", {2, 3, 3}, at::kDouble);
  EXPECT_TRUE(TensorsNear(built.embedding->Logits(hidden), at::matmul(hidden, built.Weight("head.weight").t()), 1e-13));
  EXPECT_GT(LargestDifference(built.Weight("head.weight"), built.Weight("embedding.token.weight")), 0.1);
  EXPECT_TRUE(TensorsBitEqual(built.Weight("embedding.token.weight"), Built(true).Weight("embedding.token.weight")))
      << "untying moves no other weight";
}

// Tied, the gradient is the sum of both uses.
TEST(TokenEmbeddingTest, GradientsMatchDifferences) {
  for (const bool tied : {true, false}) {
    const Built built(tied);
    EXPECT_TRUE(GradientsMatch([&] { return built.embedding->Logits(built.embedding->Forward(Tokens())).sin(); },
                               CheckedParameters(built.parameters)));
  }
}

TEST(TokenEmbeddingTest, LogitsCostTwoOperationsPerWeightAndToken) {
  EXPECT_EQ(Built(true).embedding->LogitFlops(10), 2.0 * 10 * 7 * 3);
}

}  // namespace
}  // namespace ceteris
