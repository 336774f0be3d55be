// Each head against its equation.
#include <ATen/TensorOperators.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/zeros.h>

#include <cmath>

#include "core/norm/norm_factory.h"
#include "core/testing/gradient_check.h"
#include "core/testing/named_noise.h"
#include "core/testing/tensor_matchers.h"
#include "google/protobuf/text_format.h"
#include "models/head/head_factory.h"

namespace ceteris {
namespace {

constexpr int64_t kModel = 6, kVocabulary = 7;

struct Built {
  explicit Built(const std::string& text, int64_t num_classes = 0) {
    config::Head config;
    EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &config)) << text;
    stack.set_d_model(kModel);
    stack.mutable_norm()->mutable_layer_norm()->set_epsilon(1e-12);
    const Scope scope(&parameters, 1, at::kDouble);
    embedding = std::make_unique<TokenEmbedding>(config::Embedding(), EmbeddingContext{kVocabulary, kModel},
                                                 Normal(0.5), scope);
    head = BuildHead(config, HeadContext{stack, num_classes, embedding.get(), Normal(0.5)}, scope.Child("head"));
    AddNamedNoise(parameters, 0.3);
  }
  at::Tensor Weight(const std::string& name) const { return parameters.FindOne(name)->tensor; }
  config::Stack stack;
  ParameterSet parameters;
  std::unique_ptr<TokenEmbedding> embedding;
  std::unique_ptr<OutputHead> head;
};

at::Tensor Hidden() { return NamedNoise("hidden", {2, 3, kModel}, at::kDouble); }

TEST(LanguageModelHeadTest, IsTheHeadOfTheEmbedding) {
  const Built built("tokens {}");
  EXPECT_TRUE(TensorsBitEqual(built.head->Forward(Hidden(), {}, {}), built.embedding->Logits(Hidden())));
  EXPECT_EQ(built.parameters.parameters().size(), 1u);
  EXPECT_EQ(built.head->Flops(2, 3), 2.0 * 2 * 3 * kModel * kVocabulary);
}

TEST(MaskedLanguageModelHeadTest, IsALinearMapGeluAndANormBeforeTheScores) {
  const Built built("masked_tokens {}");
  at::Tensor inner = at::matmul(Hidden(), built.Weight("head.dense.weight").t()) + built.Weight("head.dense.bias");
  inner = inner * 0.5 * (1 + (inner / std::sqrt(2.0)).erf());
  const at::Tensor mean = inner.mean(-1, true), centred = inner - mean;
  const at::Tensor normal = centred / (centred * centred).mean(-1, true).sqrt();
  const at::Tensor expected = at::matmul(normal * built.Weight("head.norm.weight") + built.Weight("head.norm.bias"),
                                         built.Weight("embedding.token.weight").t());
  EXPECT_TRUE(TensorsNear(built.head->Forward(Hidden(), {}, {}), expected, 1e-10));
  EXPECT_EQ(built.head->Flops(2, 3), 2.0 * 2 * 3 * (kModel * kModel + kModel * kVocabulary));
}

TEST(ClassifierTest, IsALinearMapOfThePooledStates) {
  const Built built("classifier { pooling { mean {} } }", 4);
  const at::Tensor logits = built.head->Forward(Hidden(), {}, {});
  EXPECT_TRUE(TensorsNear(
      logits, at::matmul(Hidden().mean(1), built.Weight("head.weight").t()) + built.Weight("head.bias"), 1e-13));
  EXPECT_EQ(logits.sizes(), at::IntArrayRef({2, 4}));
  EXPECT_EQ(built.head->Flops(2, 3), 2.0 * 2 * kModel * 4);
}

TEST(ClassifierTest, WithoutClassesThePooledVectorComesOut) {
  const Built built("classifier { pooling { mean {} } }", 0);
  EXPECT_TRUE(TensorsBitEqual(built.head->Forward(Hidden(), {}, {}), Hidden().mean(1)));
  EXPECT_EQ(built.parameters.FindOne("head.weight"), nullptr);
  EXPECT_EQ(built.head->Flops(2, 3), 0);
}

TEST(ClassifierTest, DropsInTrainingOnly) {
  const Built built("classifier { pooling { first_token {} } dropout_rate: 0.5 }", 0);
  EXPECT_TRUE(TensorsBitEqual(built.head->Forward(Hidden(), {}, {}), Hidden().select(1, 0)));
  ForwardContext training;
  training.training = true;
  training.draw = at::zeros({}, at::kLong);
  const at::Tensor dropped = built.head->Forward(Hidden(), {}, training);
  const int64_t kept = (dropped != 0).sum().item<int64_t>();
  EXPECT_GT(kept, 0);
  EXPECT_LT(kept, 2 * kModel);
}

TEST(HeadTest, GradientsMatchDifferences) {
  for (const std::string text : {"tokens {}", "masked_tokens {}"}) {
    const Built built(text);
    EXPECT_TRUE(GradientsMatch([&] { return built.head->Forward(Hidden(), {}, {}).sin(); },
                               CheckedParameters(built.parameters)))
        << text;
  }
  const Built built("classifier { pooling { bert_pooler {} } }", 4);
  std::vector<CheckedTensor> tensors;
  for (const CheckedTensor& tensor : CheckedParameters(built.parameters)) {
    if (tensor.name != "embedding.token.weight") tensors.push_back(tensor);
  }
  EXPECT_EQ(tensors.size(), 4u);
  EXPECT_TRUE(GradientsMatch([&] { return built.head->Forward(Hidden(), {}, {}).sin(); }, tensors));
}

}  // namespace
}  // namespace ceteris
