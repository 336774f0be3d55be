// What is special about a family: who sees whom, what padding does, what would not be read.
#include <ATen/TensorOperators.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/equal.h>
#include <ATen/ops/full.h>
#include <ATen/ops/ones.h>
#include <c10/core/GradMode.h>
#include <gtest/gtest.h>

#include "core/tensor/scope.h"
#include "core/testing/named_noise.h"
#include "core/testing/tensor_matchers.h"
#include "models/encoder_decoder.h"
#include "models/model_factory.h"
#include "models/testing/random_batch.h"
#include "models/testing/tiny_models.h"

namespace ceteris {
namespace {

struct Built {
  explicit Built(const TinyModel& tiny, at::ScalarType dtype = at::kDouble) {
    auto made = BuildModel(tiny.config, tiny.context, Scope(&parameters, 1, dtype));
    EXPECT_TRUE(made.ok()) << tiny.name << ": " << made.status();
    model = *std::move(made);
    AddNamedNoise(parameters, 0.3);
  }
  at::Tensor Logits(const Batch& batch) const { return model->Forward(batch, ForwardContext()).logits; }
  ParameterSet parameters;
  std::unique_ptr<Model> model;
};

// [batch, 1, 1, length]: the first `visible` places.
at::Tensor FirstVisible(int64_t batch, int64_t visible, int64_t length) {
  return at::cat(
      {at::ones({batch, 1, 1, visible}, at::kBool), at::full({batch, 1, 1, length - visible}, false, at::kBool)}, 3);
}

std::vector<TinyModel> Tiny(bool encoder, bool decoder) {
  std::vector<TinyModel> chosen;
  for (const TinyModel& tiny : TinyModels()) {
    if (tiny.config.has_encoder() == encoder && tiny.config.has_decoder() == decoder) chosen.push_back(tiny);
  }
  EXPECT_GE(chosen.size(), 3u);
  return chosen;
}

// The first `length` places of each sequence, without the rest.
Batch Shortened(const TinyModel& tiny, Batch batch, int64_t length) {
  batch.inputs = batch.inputs.narrow(1, 0, length);
  if (batch.segments.defined()) batch.segments = batch.segments.narrow(1, 0, length);
  if (tiny.context.num_classes == 0) batch.targets = batch.targets.narrow(1, 0, length);
  return batch;
}

TEST(EncoderOnlyTest, EveryPlaceSeesEveryOther) {
  const c10::NoGradGuard no_grad;
  for (const TinyModel& tiny : Tiny(true, false)) {
    if (tiny.context.image_size > 0) continue;
    const Built built(tiny);
    const Batch batch = RandomBatch(tiny.context, 2, 1);
    const at::Tensor before = built.model->Forward(batch, ForwardContext()).hidden;
    for (const int64_t changed : {int64_t{0}, tiny.context.seq_len - 1}) {
      Batch other = batch;
      other.inputs = batch.inputs.clone();
      other.inputs.select(1, changed).add_(1).remainder_(tiny.context.vocab_size);
      const at::Tensor moved = (built.model->Forward(other, ForwardContext()).hidden - before).abs().amax(2);
      EXPECT_GT(moved.min().item<double>(), 1e-6) << tiny.name << " " << changed;
    }
  }
}

TEST(EncoderOnlyTest, PaddingChangesNothing) {
  const c10::NoGradGuard no_grad;
  constexpr int64_t kLength = 7;
  for (const TinyModel& tiny : Tiny(true, false)) {
    if (tiny.context.image_size > 0) continue;
    const Built built(tiny);
    Batch batch = RandomBatch(tiny.context, 2, 1);
    const bool per_token = tiny.context.num_classes == 0;
    const auto visible = [&](const at::Tensor& logits) { return per_token ? logits.narrow(1, 0, kLength) : logits; };
    const at::Tensor alone = built.Logits(Shortened(tiny, batch, kLength));
    batch.may_attend = FirstVisible(2, kLength, tiny.context.seq_len);
    const at::Tensor padded = visible(built.Logits(batch));
    EXPECT_TRUE(TensorsNear(padded, alone, 1e-12)) << tiny.name;
    batch.inputs =
        at::cat({batch.inputs.narrow(1, 0, kLength), at::full({2, tiny.context.seq_len - kLength}, 3, at::kLong)}, 1);
    EXPECT_TRUE(TensorsBitEqual(visible(built.Logits(batch)), padded)) << tiny.name << ": what stands there";
    batch.may_attend = at::Tensor();
    EXPECT_GT(LargestDifference(visible(built.Logits(batch)), padded), 1e-3) << tiny.name << ": the mask does nothing";
  }
}

TEST(EncoderOnlyTest, SegmentsAreToldApart) {
  const Built built(FindTinyModel("bert"));
  Batch batch = RandomBatch(FindTinyModel("bert").context, 2, 1);
  const at::Tensor mixed = built.Logits(batch);
  batch.segments = at::Tensor();
  const at::Tensor first = built.Logits(batch);
  EXPECT_GT(LargestDifference(mixed, first), 1e-3);
  batch.segments = at::full({2, 12}, 0, at::kLong);
  EXPECT_TRUE(TensorsBitEqual(built.Logits(batch), first));
}

TEST(EncoderOnlyTest, AnImageIsMoreThanItsPatches) {
  for (const std::string name : {"vit", "vit_mean"}) {
    const TinyModel& tiny = FindTinyModel(name);
    const Built built(tiny);
    Batch batch = RandomBatch(tiny.context, 2, 1);
    const at::Tensor before = built.Logits(batch);
    batch.images = batch.images.flip({3});
    EXPECT_GT(LargestDifference(built.Logits(batch), before), 1e-3) << name << ": where a patch stands does nothing";
  }
}

TEST(EncoderDecoderTest, EveryLogitSeesEverySourceToken) {
  const c10::NoGradGuard no_grad;
  for (const TinyModel& tiny : Tiny(true, true)) {
    const Built built(tiny);
    const Batch batch = RandomBatch(tiny.context, 2, 1);
    const at::Tensor before = built.Logits(batch);
    for (int64_t changed = 0; changed < tiny.context.source_len; ++changed) {
      Batch other = batch;
      other.source = batch.source.clone();
      other.source.select(1, changed).add_(1).remainder_(tiny.context.vocab_size);
      EXPECT_GT((built.Logits(other) - before).abs().amax(2).min().item<double>(), 1e-7) << tiny.name << " " << changed;
    }
  }
}

TEST(EncoderDecoderTest, SourcePaddingChangesNothing) {
  const c10::NoGradGuard no_grad;
  constexpr int64_t kLength = 5;
  for (const TinyModel& tiny : Tiny(true, true)) {
    const Built built(tiny);
    Batch batch = RandomBatch(tiny.context, 2, 1);
    Batch shorter = batch;
    shorter.source = batch.source.narrow(1, 0, kLength);
    const at::Tensor alone = built.Logits(shorter);
    batch.source_may_attend = FirstVisible(2, kLength, tiny.context.source_len);
    const at::Tensor padded = built.Logits(batch);
    EXPECT_TRUE(TensorsNear(padded, alone, 1e-12)) << tiny.name;
    batch.source = at::cat({shorter.source, at::full({2, tiny.context.source_len - kLength}, 3, at::kLong)}, 1);
    EXPECT_TRUE(TensorsBitEqual(built.Logits(batch), padded)) << tiny.name << ": what stands there";
    batch.source_may_attend = at::Tensor();
    EXPECT_GT(LargestDifference(built.Logits(batch), padded), 1e-3) << tiny.name << ": the mask does nothing";
  }
}

// A source of padding only leaves a decoder that knows nothing of it, with finite logits and gradients.
TEST(EncoderDecoderTest, AFullyPaddedSourceIsFinite) {
  for (const TinyModel& tiny : Tiny(true, true)) {
    const Built built(tiny);
    Batch batch = RandomBatch(tiny.context, 2, 1);
    batch.source_may_attend = FirstVisible(2, 0, tiny.context.source_len);
    const at::Tensor logits = built.Logits(batch);
    EXPECT_TRUE(AllFinite(logits)) << tiny.name;
    logits.sum().backward();
    for (const Parameter& parameter : built.parameters.parameters()) {
      EXPECT_TRUE(AllFinite(parameter.tensor.grad())) << tiny.name << " " << parameter.name;
    }
  }
}

TEST(EncoderDecoderTest, EncodingOnceAndDecodingInPartsIsTheForwardPass) {
  const c10::NoGradGuard no_grad;
  for (const TinyModel& tiny : Tiny(true, true)) {
    const Built built(tiny);
    const EncoderDecoder* model = built.model->AsEncoderDecoder();
    ASSERT_NE(model, nullptr);
    Batch batch = RandomBatch(tiny.context, 2, 1);
    batch.source_may_attend = FirstVisible(2, 6, tiny.context.source_len);
    const at::Tensor whole = built.Logits(batch);
    const Memory memory = model->Encode(batch, ForwardContext());
    const auto cache = model->MakeCache(2, tiny.context.seq_len);
    ForwardContext context;
    context.cache = cache.get();
    for (int64_t t = 0; t < tiny.context.seq_len; ++t) {
      Batch part;
      part.inputs = batch.inputs.narrow(1, t, 1);
      EXPECT_TRUE(TensorsNear(model->Decode(part, memory, context).logits, whole.narrow(1, t, 1), 1e-12))
          << tiny.name << " " << t;
    }
  }
}

TEST(EncoderDecoderTest, OneTableServesBothEmbeddingsAndTheHead) {
  const Built built(FindTinyModel("encoder_decoder"));
  int num_tables = 0;
  for (const Parameter& parameter : built.parameters.parameters()) {
    num_tables += parameter.tensor.dim() == 2 && parameter.tensor.size(0) == 11;
  }
  EXPECT_EQ(num_tables, 1);
}

TEST(FamiliesTest, WhatIsMissingOrWouldNotBeReadThrows) {
  const auto expect_throw = [](const std::string& name, void (*change)(Batch*)) {
    const TinyModel& tiny = FindTinyModel(name);
    Batch batch = RandomBatch(tiny.context, 2, 1);
    const Built built(tiny);
    EXPECT_TRUE(built.Logits(batch).defined()) << name;
    change(&batch);
    EXPECT_THROW(built.Logits(batch), c10::Error) << name;
  };
  expect_throw("gpt2", [](Batch* batch) { batch->source = batch->inputs; });
  expect_throw("gpt2", [](Batch* batch) { batch->segments = batch->inputs; });
  expect_throw("gpt2", [](Batch* batch) { batch->inputs = at::Tensor(); });
  expect_throw("encoder_decoder", [](Batch* batch) { batch->source = at::Tensor(); });
  expect_throw("encoder_decoder", [](Batch* batch) { batch->inputs = at::Tensor(); });
  expect_throw("bert", [](Batch* batch) { batch->source = batch->inputs; });
  expect_throw("mean_classifier", [](Batch* batch) { batch->segments = batch->inputs; });
  expect_throw("bert", [](Batch* batch) { batch->inputs = at::Tensor(); });
  expect_throw("vit", [](Batch* batch) { batch->images = at::Tensor(); });
}

}  // namespace
}  // namespace ceteris
