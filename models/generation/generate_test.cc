#include "models/generation/generate.h"

#include <ATen/ops/argmax.h>
#include <ATen/ops/zeros.h>
#include <c10/core/GradMode.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "core/base/counter_hash.h"
#include "core/tensor/scope.h"
#include "models/model_factory.h"
#include "models/testing/tiny_models.h"

namespace ceteris {
namespace {

using ::testing::HasSubstr;

struct Built {
  ParameterSet parameters;
  std::unique_ptr<Model> model;
};

// Weights of unit scale: at the initial ones every token is equally likely and any mistake could pass.
std::unique_ptr<Built> Build(TinyModel tiny, at::ScalarType dtype = at::kDouble) {
  tiny.config.mutable_initialization()->mutable_gpt2()->set_stddev(0.7);
  auto built = std::make_unique<Built>();
  built->model = BuildModel(tiny.config, tiny.context, Scope(&built->parameters, 3, dtype)).value();
  return built;
}

std::vector<int64_t> Prompt(int64_t length) {
  std::vector<int64_t> prompt;
  for (int64_t i = 0; i < length; ++i) prompt.push_back(static_cast<int64_t>(UniformBelow(CounterHash(9, i), 11)));
  return prompt;
}

// The definition: the whole window, again for every token, without a cache.
std::vector<int64_t> GreedyWithoutCache(const Model& model, std::vector<int64_t> tokens, int64_t num_new,
                                        int64_t window) {
  const c10::NoGradGuard no_grad;
  const size_t prompt_len = tokens.size();
  for (int64_t i = 0; i < num_new; ++i) {
    const int64_t length = std::min<int64_t>(window, static_cast<int64_t>(tokens.size()));
    Batch batch;
    batch.inputs = at::zeros({1, length}, at::kLong);
    std::copy(tokens.end() - length, tokens.end(), batch.inputs.mutable_data_ptr<int64_t>());
    tokens.push_back(at::argmax(model.Forward(batch, ForwardContext()).logits[0][length - 1]).item<int64_t>());
  }
  return std::vector<int64_t>(tokens.begin() + static_cast<int64_t>(prompt_len), tokens.end());
}

GenerateOptions Greedy(int64_t max_new_tokens) {
  GenerateOptions options;
  options.max_new_tokens = max_new_tokens;
  options.sampling.temperature = 0;
  return options;
}

TEST(GenerateTest, CachedGreedyEqualsUncachedGreedy) {
  for (const TinyModel& tiny : TinyDecoders()) {
    const auto built = Build(tiny);
    const int64_t num_new = std::min<int64_t>(built->model->max_positions(), 40) - 4;
    EXPECT_EQ(Generate(*built->model, Prompt(4), Greedy(num_new)).value(),
              GreedyWithoutCache(*built->model, Prompt(4), num_new, 1000))
        << tiny.name;
  }
}

TEST(GenerateTest, BeyondTheLastPositionTheModelSeesTheLastWindow) {
  const auto built = Build(FindTinyModel("gpt2"));
  ASSERT_EQ(built->model->max_positions(), 12);
  for (const int64_t prompt_len : {1, 5, 12, 13, 30}) {
    EXPECT_EQ(Generate(*built->model, Prompt(prompt_len), Greedy(20)).value(),
              GreedyWithoutCache(*built->model, Prompt(prompt_len), 20, 12))
        << prompt_len;
  }
}

TEST(GenerateTest, AnyModelCanBeHeldToAWindow) {
  for (const TinyModel& tiny : TinyDecoders()) {
    const auto built = Build(tiny);
    GenerateOptions options = Greedy(15);
    options.max_context = 6;
    EXPECT_EQ(Generate(*built->model, Prompt(3), options).value(), GreedyWithoutCache(*built->model, Prompt(3), 15, 6))
        << tiny.name;
  }
}

TEST(GenerateTest, ASeedGivesOneTextAndAShorterOneIsItsBeginning) {
  const auto built = Build(FindTinyModel("llama"), at::kFloat);
  GenerateOptions options;
  options.max_new_tokens = 30;
  const std::vector<int64_t> text = Generate(*built->model, Prompt(4), options).value();
  EXPECT_EQ(Generate(*built->model, Prompt(4), options).value(), text);
  options.max_new_tokens = 10;
  EXPECT_EQ(Generate(*built->model, Prompt(4), options).value(), std::vector<int64_t>(text.begin(), text.begin() + 10));
  options.max_new_tokens = 30;
  options.seed = 2;
  EXPECT_NE(Generate(*built->model, Prompt(4), options).value(), text);
}

TEST(GenerateTest, TopOneIsGreedyAtAnyTemperature) {
  const auto built = Build(FindTinyModel("vaswani"));
  GenerateOptions options;
  options.max_new_tokens = 20;
  options.sampling = {/*temperature=*/5, /*top_k=*/1};
  EXPECT_EQ(Generate(*built->model, Prompt(4), options).value(),
            Generate(*built->model, Prompt(4), Greedy(20)).value());
}

TEST(GenerateTest, NoNewTokensIsAnEmptyContinuation) {
  EXPECT_TRUE(Generate(*Build(FindTinyModel("gpt2"))->model, Prompt(4), Greedy(0)).value().empty());
}

TEST(GenerateTest, BadRequestsAreNamed) {
  const auto built = Build(FindTinyModel("gpt2"));
  EXPECT_THAT(Generate(*built->model, {}, Greedy(3)).status().message(), HasSubstr("prompt: is empty"));
  EXPECT_THAT(Generate(*built->model, {1}, Greedy(-1)).status().message(), HasSubstr("max_new_tokens: -1"));
  GenerateOptions options = Greedy(3);
  options.max_context = -1;
  EXPECT_THAT(Generate(*built->model, {1}, options).status().message(), HasSubstr("max_context: -1"));
  options = Greedy(3);
  options.sampling.temperature = -1;
  EXPECT_THAT(Generate(*built->model, {1}, options).status().message(), HasSubstr("temperature: -1"));
  EXPECT_EQ(Generate(*built->model, {11}, Greedy(3)).status().code(), absl::StatusCode::kInternal);
  for (const std::string name : {"bert", "encoder_decoder"}) {
    EXPECT_THAT(Generate(*Build(FindTinyModel(name))->model, {1}, Greedy(3)).status().message(),
                HasSubstr("has an encoder"));
  }
}

TEST(GenerateTest, DivergedWeightsAreRefused) {
  const auto built = Build(FindTinyModel("gpt2"));
  {
    const c10::NoGradGuard no_grad;
    at::Tensor gain = built->parameters.FindOne("decoder.norm.weight")->tensor;
    gain.fill_(std::nan(""));
  }
  EXPECT_EQ(Generate(*built->model, {1}, Greedy(3)).status().code(), absl::StatusCode::kFailedPrecondition);
}

}  // namespace
}  // namespace ceteris
