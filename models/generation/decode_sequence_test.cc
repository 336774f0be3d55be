#include "models/generation/decode_sequence.h"

#include <ATen/ops/argmax.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/full.h>
#include <ATen/ops/ones.h>
#include <c10/core/GradMode.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <set>

#include "core/tensor/scope.h"
#include "core/testing/named_noise.h"
#include "models/model_factory.h"
#include "models/testing/random_batch.h"
#include "models/testing/tiny_models.h"

namespace ceteris {
namespace {

using ::testing::HasSubstr;

constexpr int64_t kStart = 1, kEnd = 2, kRows = 6;

struct Built {
  explicit Built(const TinyModel& tiny, double noise = 0.5)
      : model(BuildModel(tiny.config, tiny.context, Scope(&parameters, 3, at::kDouble)).value()) {
    AddNamedNoise(parameters, noise);  // at the initial weights every token is as likely as any other
  }
  ParameterSet parameters;
  std::unique_ptr<Model> model;
};

std::vector<TinyModel> TinyTranslators() {
  std::vector<TinyModel> chosen;
  for (const TinyModel& tiny : TinyModels()) {
    if (tiny.context.source_len > 0) chosen.push_back(tiny);
  }
  return chosen;
}

// Row i has i padded places at the end.
Batch Sources(const TinyModel& tiny) {
  Batch batch;
  const int64_t length = tiny.context.source_len;
  batch.source = RandomIntegers({kRows, length}, tiny.context.vocab_size, 5);
  batch.source_may_attend = at::ones({kRows, 1, 1, length}, at::kBool);
  for (int64_t row = 1; row < kRows; ++row) batch.source_may_attend[row].narrow(2, length - row, row).fill_(false);
  return batch;
}

// The definition: one row, the whole target again for every token, no cache, the source encoded every time.
std::vector<int64_t> GreedyWithoutCache(const Model& model, const Batch& sources, int64_t row,
                                        const DecodeOptions& options) {
  const c10::NoGradGuard no_grad;
  std::vector<int64_t> written;
  Batch batch;
  batch.source = sources.source.narrow(0, row, 1);
  if (sources.source_may_attend.defined()) batch.source_may_attend = sources.source_may_attend.narrow(0, row, 1);
  batch.inputs = at::full({1, 1}, options.start_token, at::kLong);
  while (static_cast<int64_t>(written.size()) < options.max_len) {
    const at::Tensor logits = model.Forward(batch, ForwardContext()).logits;
    const int64_t token = at::argmax(logits[0][batch.inputs.size(1) - 1]).item<int64_t>();
    if (token == options.end_token) break;
    written.push_back(token);
    batch.inputs = at::cat({batch.inputs, at::full({1, 1}, token, at::kLong)}, 1);
  }
  return written;
}

TEST(DecodeSequenceTest, BatchedAndCachedIsOneRowAtATimeWithoutCache) {
  std::set<size_t> lengths;
  for (const TinyModel& tiny : TinyTranslators()) {
    const Built built(tiny);
    const Batch batch = Sources(tiny);
    for (int64_t end_token = 0; end_token < tiny.context.vocab_size; ++end_token) {
      const DecodeOptions options{kStart, end_token, end_token % 2 == 0 ? tiny.context.seq_len : end_token};
      const auto decoded = DecodeSequences(*built.model, batch, options);
      ASSERT_TRUE(decoded.ok()) << tiny.name << ": " << decoded.status();
      ASSERT_EQ(decoded->size(), static_cast<size_t>(kRows));
      for (int64_t row = 0; row < kRows; ++row) {
        EXPECT_EQ((*decoded)[row], GreedyWithoutCache(*built.model, batch, row, options)) << tiny.name << " " << row;
        if (options.max_len == tiny.context.seq_len) lengths.insert((*decoded)[row].size());
      }
    }
  }
  EXPECT_GE(lengths.size(), 4u) << "some sequences must end before others, or nothing was tested";
}

TEST(DecodeSequenceTest, WithoutAMaskTheWholeSourceIsRead) {
  const TinyModel& tiny = FindTinyModel("encoder_decoder");
  const Built built(tiny);
  Batch batch = Sources(tiny);
  batch.source_may_attend = at::Tensor();
  const auto decoded = DecodeSequences(*built.model, batch, {kStart, kEnd, 8}).value();
  for (int64_t row = 0; row < kRows; ++row)
    EXPECT_EQ(decoded[row], GreedyWithoutCache(*built.model, batch, row, {kStart, kEnd, 8}));
}

TEST(DecodeSequenceTest, BadRequestsAreNamed) {
  const TinyModel& tiny = FindTinyModel("encoder_decoder_learned");
  const Built built(tiny);
  const Batch batch = Sources(tiny);
  const auto error = [&](const Model& model, const Batch& wrong, const DecodeOptions& options) {
    const absl::Status status = DecodeSequences(model, wrong, options).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << status;
    return std::string(status.message());
  };
  EXPECT_THAT(error(*Built(FindTinyModel("gpt2")).model, batch, {1, 2, 3}), HasSubstr("only an encoder-decoder"));
  EXPECT_THAT(error(*built.model, Batch(), {1, 2, 3}), HasSubstr("no source"));
  EXPECT_THAT(error(*built.model, batch, {-1, 2, 3}), HasSubstr("-1"));
  EXPECT_THAT(error(*built.model, batch, {1, 2, 0}), HasSubstr("max_len: 0"));
  EXPECT_THAT(error(*built.model, batch, {1, 2, 13}), HasSubstr("max_len: 13 is more than the 12 positions"));
  EXPECT_EQ(DecodeSequences(*built.model, batch, {11, 2, 3}).status().code(), absl::StatusCode::kInternal);
}

TEST(DecodeSequenceTest, DivergedWeightsAreRefused) {
  const TinyModel& tiny = FindTinyModel("encoder_decoder");
  const Built built(tiny);
  {
    const c10::NoGradGuard no_grad;
    at::Tensor table = built.parameters.FindOne("embedding.token.weight")->tensor;
    table.fill_(std::nan(""));
  }
  EXPECT_EQ(DecodeSequences(*built.model, Sources(tiny), {kStart, kEnd, 3}).status().code(),
            absl::StatusCode::kFailedPrecondition);
}

}  // namespace
}  // namespace ceteris
