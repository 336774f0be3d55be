// Every pair of values of any two axes of a model, in a model that is built and run; and every refused pair, in a model
// where it is the only offence. The test prints how many rows, pairs and refusals that are.
#include <ATen/TensorOperators.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/full.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/zeros.h>
#include <c10/core/GradMode.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "core/testing/named_noise.h"
#include "core/testing/tensor_matchers.h"
#include "experiments/combinations/built_combination_for_testing.h"
#include "experiments/combinations/covering_array.h"
#include "experiments/combinations/model_axes.h"

namespace ceteris {
namespace {

const std::vector<ModelAxis>& Axes() {
  static const auto* const axes = new std::vector<ModelAxis>(ModelAxes());
  return *axes;
}

const CoveringArray& Cover() {
  static const auto* const array = [] {
    std::vector<int> sizes;
    for (const ModelAxis& axis : Axes()) sizes.push_back(static_cast<int>(axis.values.size()));
    return new CoveringArray(CoverPairs(sizes, [](const Row& row) { return Validate(Combine(Axes(), row)).ok(); }));
  }();
  return *array;
}

bool IsCausal(const Combination& combination) { return combination.model.has_decoder(); }

// Calls `check` with every accepted row.
template <typename Check>
void ForEachRow(const Check& check) {
  ASSERT_FALSE(Cover().rows.empty());
  for (const Row& row : Cover().rows) {
    SCOPED_TRACE(Describe(Axes(), row));
    try {
      check(Combine(Axes(), row));
    } catch (const std::exception& error) {
      ADD_FAILURE() << error.what();
    }
    if (testing::Test::HasFailure()) return;  // one row says enough
  }
}

config::Attention* AttentionOf(config::Stack* stack) { return stack->mutable_attention(); }

// The same with another kernel of attention in every stack.
Combination WithKernel(Combination combination, config::Attention::Kernel kernel) {
  if (combination.model.has_encoder()) AttentionOf(combination.model.mutable_encoder())->set_kernel(kernel);
  if (combination.model.has_decoder()) AttentionOf(combination.model.mutable_decoder())->set_kernel(kernel);
  return combination;
}

TEST(CombinationsTest, EveryPairIsCoveredOrRefusedForAReason) {
  int values = 0;
  for (const ModelAxis& axis : Axes()) values += static_cast<int>(axis.values.size());
  std::printf("%zu axes, %d values: %zu rows cover %d pairs; %zu pairs are refused\n", Axes().size(), values,
              Cover().rows.size(), Cover().num_pairs, Cover().refused.size());
  for (const ValuePair& pair : Cover().refused) {
    const Row row = RowOf(pair, static_cast<int>(Axes().size()));
    const absl::Status refusal = Validate(Combine(Axes(), row));
    EXPECT_EQ(refusal.code(), absl::StatusCode::kInvalidArgument);
    EXPECT_EQ(refusal.message().substr(0, 6), "model.") << refusal;
    std::printf("  refused %s: %s\n", Describe(Axes(), row).c_str(), std::string(refusal.message()).c_str());
  }
  for (const auto& [axis, value] : Cover().refused_alone) {
    Row row(Axes().size(), 0);
    row[axis] = value;
    ADD_FAILURE() << Describe(Axes(), row) << " does not stand alone: " << Validate(Combine(Axes(), row));
  }
}

TEST(CombinationsTest, ShapeAndFiniteGradientsOfEveryParameter) {
  ForEachRow([](const Combination& combination) {
    const TaskShape& shape = combination.shape;
    const BuiltCombination built(combination, at::kDouble);
    ForwardContext training;
    training.training = true;
    training.draw = at::zeros({}, at::kLong);
    const at::Tensor logits = built.Logits(BatchFor(shape), training);
    if (shape.num_classes > 0) {
      EXPECT_EQ(logits.sizes(), at::IntArrayRef({kRows, shape.num_classes}));
    } else {
      EXPECT_EQ(logits.sizes(), at::IntArrayRef({kRows, shape.seq_len, shape.vocab_size}));
    }
    EXPECT_TRUE(AllFinite(logits));
    logits.square().sum().backward();
    for (const Parameter& parameter : built.parameters->parameters())
      EXPECT_TRUE(AllFinite(parameter.tensor.grad())) << parameter.name;
  });
}

// An untied head, so that a token's row of the table gets its gradient from the places that read the token alone.
TEST(CombinationsTest, CausalByGradient) {
  int checked = 0;
  ForEachRow([&](const Combination& given) {
    Combination combination = given;
    combination.model.mutable_embedding()->set_tied(false);
    if (!IsCausal(combination) || !Validate(combination).ok()) return;
    ++checked;
    const BuiltCombination built(combination, at::kDouble);
    const at::Tensor logits = built.Logits(BatchFor(combination.shape)).select(0, 0);  // row 0 reads tokens 0, 1, ...
    const int64_t place = combination.shape.seq_len / 2;
    (logits.select(0, place) * NamedNoise("weights", {combination.shape.vocab_size}, at::kDouble)).sum().backward();
    const Parameter* table = built.parameters->FindOne("embedding.token.weight");
    ASSERT_NE(table, nullptr);
    const at::Tensor gradient = table->tensor.grad().narrow(0, 0, combination.shape.seq_len).abs().sum(1);
    EXPECT_EQ(gradient.narrow(0, place + 1, combination.shape.seq_len - place - 1).sum().item<double>(), 0);
    EXPECT_GT(gradient[place].item<double>(), 0);
  });
  EXPECT_GT(checked, 20);
}

TEST(CombinationsTest, CausalByChange) {
  ForEachRow([](const Combination& combination) {
    if (!IsCausal(combination)) return;
    const c10::NoGradGuard no_gradient;
    const BuiltCombination built(combination, at::kFloat);
    const Batch batch = BatchFor(combination.shape);
    Batch changed = batch;
    const int64_t last = combination.shape.seq_len - 1;
    changed.inputs = batch.inputs.clone();
    changed.inputs.select(1, last).fill_(11);
    const at::Tensor before = built.Logits(batch), after = built.Logits(changed);
    EXPECT_TRUE(TensorsBitEqual(before.narrow(1, 0, last), after.narrow(1, 0, last)));
    EXPECT_GT(LargestDifference(before.select(1, last), after.select(1, last)), 0);
  });
}

// Two hidden tokens in front of a decoder's inputs.
void CheckLeftPadding(const Combination& combination) {
  const BuiltCombination built(combination, at::kDouble);
  const Batch batch = BatchFor(combination.shape);
  const int64_t len = combination.shape.seq_len;
  Batch padded = batch;
  padded.inputs = at::cat({at::full({kRows, 2}, 7, at::kLong), batch.inputs}, 1);
  padded.positions = at::cat({at::zeros({2}, at::kLong), at::arange(len, at::kLong)}, 0).unsqueeze(0);
  padded.may_attend = at::ones({kRows, 1, 1, len + 2}, at::kBool);
  padded.may_attend.narrow(-1, 0, 2).zero_();
  EXPECT_TRUE(TensorsNear(built.Logits(padded).narrow(1, 2, len), built.Logits(batch), 1e-9));
}

// Two hidden tokens behind the source, or behind an encoder's inputs.
void CheckRightPadding(const Combination& combination) {
  const BuiltCombination built(combination, at::kDouble);
  const Batch padded = BatchFor(combination.shape);
  Batch longer = padded, shorter = padded;
  if (combination.shape.source_len > 0) {
    const int64_t len = combination.shape.source_len;
    longer.source_may_attend = at::ones({kRows, 1, 1, len}, at::kBool);
    longer.source_may_attend.narrow(-1, len - 2, 2).zero_();
    shorter.source = padded.source.narrow(1, 0, len - 2);
    EXPECT_TRUE(TensorsNear(built.Logits(longer), built.Logits(shorter), 1e-9));
    return;
  }
  const int64_t len = combination.shape.seq_len;
  longer.may_attend = at::ones({kRows, 1, 1, len}, at::kBool);
  longer.may_attend.narrow(-1, len - 2, 2).zero_();
  at::Tensor visible = built.Logits(longer);
  if (combination.shape.num_classes == 0) visible = visible.narrow(1, 0, len - 2);
  EXPECT_TRUE(TensorsNear(visible, built.Logits(Places(padded, 0, len - 2)), 1e-9));
}

// With randomised positions a longer sequence has other ones, padding or not.
bool KnowsItsLength(const Combination& combination) {
  return combination.model.encoder().position().has_randomised() ||
         combination.model.decoder().position().has_randomised();
}

TEST(CombinationsTest, PaddingChangesNothingVisible) {
  const c10::NoGradGuard no_gradient;
  ForEachRow([](const Combination& combination) {
    if (combination.shape.image_size > 0 || KnowsItsLength(combination)) return;
    combination.model.has_encoder() ? CheckRightPadding(combination) : CheckLeftPadding(combination);
  });
}

TEST(CombinationsTest, ACacheChangesNothing) {
  const c10::NoGradGuard no_gradient;
  ForEachRow([](const Combination& combination) {
    if (!IsCausal(combination)) return;
    const BuiltCombination built(combination, at::kDouble);
    const Batch batch = BatchFor(combination.shape);
    const int64_t len = combination.shape.seq_len;
    const std::unique_ptr<KvCache> cache = built.model->MakeCache(kRows, len);
    ForwardContext context;
    context.cache = cache.get();
    std::vector<at::Tensor> parts;
    for (const auto& [begin, end] : std::vector<std::pair<int64_t, int64_t>>{{0, 3}, {3, 4}, {4, len}})
      parts.push_back(built.Logits(Places(batch, begin, end), context));
    EXPECT_TRUE(TensorsNear(at::cat(parts, 1), built.Logits(batch), 1e-9));
  });
}

TEST(CombinationsTest, KernelsAgree) {
  const c10::NoGradGuard no_gradient;
  ForEachRow([](const Combination& combination) {
    const Combination composed = WithKernel(combination, config::Attention::COMPOSED);
    const Combination automatic = WithKernel(combination, config::Attention::AUTO);
    if (!Validate(composed).ok() || !Validate(automatic).ok()) return;
    const Batch batch = BatchFor(combination.shape);
    for (const auto& [dtype, tolerance] : {std::make_pair(at::kDouble, 1e-9), std::make_pair(at::kFloat, 1e-3)}) {
      EXPECT_TRUE(TensorsNear(BuiltCombination(automatic, dtype).Logits(batch),
                              BuiltCombination(composed, dtype).Logits(batch), tolerance));
    }
  });
}

bool RoutesTokens(const Combination& combination) {
  return combination.model.encoder().feed_forward().has_mixture_of_experts() ||
         combination.model.decoder().feed_forward().has_mixture_of_experts();
}

// Relative to the largest logit. In bfloat16 a token of a mixture of experts may go to another expert: finite is all
// that is asked there.
TEST(CombinationsTest, SinglePrecisionAndBfloat16AreNearDouble) {
  const c10::NoGradGuard no_gradient;
  double worst_float = 0, worst_bfloat16 = 0;
  ForEachRow([&](const Combination& combination) {
    const Batch batch = BatchFor(combination.shape);
    const at::Tensor exact = BuiltCombination(combination, at::kDouble).Logits(batch);
    const double scale = exact.abs().max().item<double>();
    const at::Tensor single = BuiltCombination(combination, at::kFloat).Logits(batch);
    const at::Tensor half = BuiltCombination(combination, at::kBFloat16).Logits(batch);
    EXPECT_EQ(single.scalar_type(), at::kFloat);
    EXPECT_EQ(half.scalar_type(), at::kBFloat16);
    EXPECT_TRUE(AllFinite(half));
    const double single_off = LargestDifference(single, exact) / scale;
    EXPECT_LT(single_off, 1e-5);
    worst_float = std::max(worst_float, single_off);
    if (RoutesTokens(combination)) return;
    const double half_off = LargestDifference(half, exact) / scale;
    EXPECT_LT(half_off, 0.15);
    worst_bfloat16 = std::max(worst_bfloat16, half_off);
  });
  std::printf("largest difference from float64, relative to the largest logit: float32 %.1e, bfloat16 %.1e\n",
              worst_float, worst_bfloat16);
}

TEST(CombinationsTest, TwoBuildsOfOneSeedAreEqual) {
  ForEachRow([](const Combination& combination) {
    const Batch batch = BatchFor(combination.shape);
    ForwardContext training;
    training.training = true;
    training.draw = at::full({}, 5, at::kLong);
    const BuiltCombination one(combination, at::kFloat), other(combination, at::kFloat);
    EXPECT_TRUE(TensorsBitEqual(one.Logits(batch, training), other.Logits(batch, training)));
    EXPECT_TRUE(TensorsBitEqual(one.Logits(batch), other.Logits(batch)));
  });
}

}  // namespace
}  // namespace ceteris
