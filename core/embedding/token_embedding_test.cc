#include "core/embedding/token_embedding.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/tensor.h>

#include <cmath>
#include <set>
#include <string>

#include "core/testing/gradient_check.h"
#include "core/testing/named_noise.h"
#include "core/testing/tensor_matchers.h"
#include "google/protobuf/text_format.h"

namespace ceteris {
namespace {

struct Built {
  explicit Built(const std::string& text, const EmbeddingContext& context = {7, 3}) {
    config::Embedding config;
    EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &config)) << text;
    const Scope scope(&parameters, 1, at::TensorOptions().dtype(at::kDouble));
    embedding = std::make_unique<TokenEmbedding>(config, context, Normal(0.5), scope);
  }
  at::Tensor Weight(const std::string& name) const { return parameters.FindOne(name)->tensor; }
  std::set<std::string> Names() const {
    std::set<std::string> names;
    for (const Parameter& parameter : parameters.parameters()) names.insert(parameter.name);
    return names;
  }
  ParameterSet parameters;
  std::unique_ptr<TokenEmbedding> embedding;
};

constexpr EmbeddingContext kSource{7, 3, 3};

const at::Tensor& Tokens() {
  static const at::Tensor& tokens = *new at::Tensor(at::tensor({0, 6, 6, 2, 1, 0}, at::kLong).view({2, 3}));
  return tokens;
}

at::Tensor Hidden() { return NamedNoise("hidden", {2, 3, 3}, at::kDouble); }

TEST(TokenEmbeddingTest, ReadsTheRowOfEachToken) {
  const Built built("");
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
  const Built built("");
  ASSERT_EQ(built.parameters.parameters().size(), 1u);
  EXPECT_TRUE(TensorsNear(built.embedding->Logits(Hidden()),
                          at::matmul(Hidden(), built.Weight("embedding.token.weight").t()), 1e-13));
}

TEST(TokenEmbeddingTest, UntiedHeadHasAMatrixOfItsOwn) {
  const Built built("tied: false");
  EXPECT_TRUE(
      TensorsNear(built.embedding->Logits(Hidden()), at::matmul(Hidden(), built.Weight("head.weight").t()), 1e-13));
  EXPECT_GT(LargestDifference(built.Weight("head.weight"), built.Weight("embedding.token.weight")), 0.1);
  EXPECT_TRUE(TensorsBitEqual(built.Weight("embedding.token.weight"), Built("").Weight("embedding.token.weight")))
      << "untying moves no other weight";
}

// Vaswani et al. 2017, section 3.4: the embedding is multiplied, the head that shares its table is not.
TEST(TokenEmbeddingTest, ScalesTheEmbeddingAndNotTheHead) {
  const Built plain("", kSource), scaled("scale_by_sqrt_d_model: true", kSource);
  const at::Tensor expected = plain.embedding->Forward(Tokens()) * std::sqrt(3.0);
  EXPECT_TRUE(TensorsNear(scaled.embedding->Forward(Tokens()), expected, 1e-14));
  EXPECT_TRUE(TensorsNear(scaled.embedding->ForwardSource(Tokens()), expected, 1e-14));
  EXPECT_TRUE(TensorsBitEqual(scaled.embedding->Logits(Hidden()), plain.embedding->Logits(Hidden())));
}

TEST(TokenEmbeddingTest, HeadScaleAndBiasAreThoseOfTheEquation) {
  for (const std::string tied : {"true", "false"}) {
    const Built built("head_bias: true head_scale: 0.25 tied: " + tied);
    const at::Tensor bias = built.Weight("head.bias");
    EXPECT_EQ(bias.abs().sum().item<double>(), 0);
    EXPECT_EQ(built.parameters.FindOne("head.bias")->decay, WeightDecay::kNoDecay);
    AddNamedNoise(built.parameters, 0.5);
    const at::Tensor head = built.Weight(tied == "true" ? "embedding.token.weight" : "head.weight");
    EXPECT_TRUE(TensorsNear(built.embedding->Logits(Hidden()), at::matmul(Hidden(), head.t()) * 0.25 + bias, 1e-13));
  }
}

TEST(TokenEmbeddingTest, ThreeWaysTiedSharesOneTable) {
  const Built three("", kSource), two("source_tied: false", kSource), none("source_tied: false tied: false", kSource);
  EXPECT_EQ(three.Names(), (std::set<std::string>{"embedding.token.weight"}));
  EXPECT_EQ(two.Names(), (std::set<std::string>{"embedding.source.weight", "embedding.token.weight"}));
  EXPECT_EQ(none.Names(), (std::set<std::string>{"embedding.source.weight", "embedding.token.weight", "head.weight"}));
  EXPECT_TRUE(TensorsBitEqual(three.embedding->ForwardSource(Tokens()), three.embedding->Forward(Tokens())));
  EXPECT_GT(LargestDifference(two.embedding->ForwardSource(Tokens()), two.embedding->Forward(Tokens())), 0.1);
  EXPECT_TRUE(TensorsBitEqual(two.embedding->Forward(Tokens()), three.embedding->Forward(Tokens())));
}

TEST(TokenEmbeddingTest, ASourceOfAnotherWidthHasATableOfItsOwn) {
  const Built built("source_tied: false", {7, 3, 5});
  EXPECT_EQ(built.embedding->ForwardSource(Tokens()).sizes(), at::IntArrayRef({2, 3, 5}));
  EXPECT_THROW(Built("", {7, 3, 5}), c10::Error);
  EXPECT_THROW(Built("").embedding->ForwardSource(Tokens()), c10::Error) << "there is no source";
}

// x = E P^T row by row, logits = h (E P^T)^T, with the product of both written out.
TEST(TokenEmbeddingTest, AFactorisedTableIsTheProductOfTwo) {
  const Built built("factor_dim: 2", kSource);
  EXPECT_EQ(built.Names(), (std::set<std::string>{"embedding.token.projection.weight", "embedding.token.weight"}));
  const at::Tensor table = built.Weight("embedding.token.weight"),
                   projection = built.Weight("embedding.token.projection.weight");
  ASSERT_EQ(table.sizes(), at::IntArrayRef({7, 2}));
  ASSERT_EQ(projection.sizes(), at::IntArrayRef({3, 2}));
  const at::Tensor whole = at::matmul(table, projection.t());  // [7, 3]
  const at::Tensor x = built.embedding->Forward(Tokens());
  for (int64_t b = 0; b < 2; ++b) {
    for (int64_t t = 0; t < 3; ++t) EXPECT_TRUE(TensorsNear(x[b][t], whole[Tokens()[b][t].item<int64_t>()], 1e-14));
  }
  EXPECT_TRUE(TensorsNear(built.embedding->Logits(Hidden()), at::matmul(Hidden(), whole.t()), 1e-13));
  const Built untied("factor_dim: 2 tied: false");
  EXPECT_EQ(untied.Weight("head.weight").sizes(), at::IntArrayRef({7, 3}));
}

// Tied, the gradient is the sum of all uses.
TEST(TokenEmbeddingTest, GradientsMatchDifferences) {
  for (const std::string text : {"", "tied: false", "source_tied: false", "factor_dim: 2 scale_by_sqrt_d_model: true",
                                 "factor_dim: 2 tied: false source_tied: false head_bias: true head_scale: 0.7"}) {
    const Built built(text, kSource);
    const auto both = [&] {
      return built.embedding->Logits(built.embedding->Forward(Tokens()) + built.embedding->ForwardSource(Tokens()))
          .sin();
    };
    EXPECT_TRUE(GradientsMatch(both, CheckedParameters(built.parameters))) << text;
  }
}

// Counted from the matrices that there are: a table is free to look up, every other use is 2 operations per weight.
TEST(TokenEmbeddingTest, FlopsAreTwoPerWeightAndTokenOfEveryProduct) {
  EXPECT_EQ(Built("").embedding->LogitFlops(10), 2.0 * 10 * 7 * 3);
  EXPECT_EQ(Built("").embedding->EmbedFlops(10), 0);
  const Built tied("factor_dim: 2"), untied("factor_dim: 2 tied: false source_tied: false", {7, 3, 5});
  EXPECT_EQ(tied.embedding->EmbedFlops(10), 2.0 * 10 * 3 * 2);
  EXPECT_EQ(tied.embedding->LogitFlops(10), 2.0 * 10 * (3 * 2 + 7 * 2));
  EXPECT_EQ(untied.embedding->SourceFlops(10), 2.0 * 10 * 5 * 2);
  EXPECT_EQ(untied.embedding->LogitFlops(10), 2.0 * 10 * 7 * 3);
}

}  // namespace
}  // namespace ceteris
