// Stacks whose positions are randomised: with every scheme, in training, in evaluation and token by token.
#include <ATen/TensorOperators.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/full.h>
#include <c10/core/GradMode.h>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "core/block/validate_stack.h"
#include "core/testing/every_position.h"
#include "core/testing/gradient_check.h"
#include "core/testing/small_stack.h"
#include "core/testing/tensor_matchers.h"

namespace ceteris {
namespace {

constexpr int64_t kLen = 6;

at::Tensor Input() { return NamedNoise("x", {2, kLen, 12}, at::kDouble); }

ForwardContext Training(int64_t draw) {
  ForwardContext context;
  context.training = true;
  context.draw = at::full({}, draw, at::kLong);
  return context;
}

class StackRandomisedTest : public testing::TestWithParam<NamedPosition> {
 protected:
  StackRandomisedTest() {
    *plain_.mutable_position() = GetParam().config;
    randomised_ = plain_;
    randomised_.mutable_position()->mutable_randomised()->set_max_positions(40);
  }
  // What a token's place changes is nothing where there are no positions at all.
  bool sees_positions() const { return !plain_.position().has_none(); }

  config::Stack plain_ = SmallStack(), randomised_;
};

TEST_P(StackRandomisedTest, IsValidAndReadsItsPositionsAsAnyOthers) {
  ASSERT_TRUE(ValidateStack(randomised_, {32, true}, "decoder").ok())
      << ValidateStack(randomised_, {32, true}, "decoder");
  const BuiltStack randomised(randomised_);
  ParameterSet none;
  const Scope scope(&none, /*seed=*/1, at::TensorOptions().dtype(at::kDouble));
  const RandomisedPositions positions(randomised_.position().randomised(), scope.Child("decoder").Child("position"));
  EXPECT_EQ(randomised.stack->max_positions(), 40);
  // The scheme itself, without randomising: built for 40 positions, as the randomised one is, and told where tokens
  // stand.
  config::Stack longer = plain_;
  if (longer.position().has_learned()) longer.mutable_position()->mutable_learned()->set_max_positions(40);
  if (longer.position().rotary().has_yarn())
    longer.mutable_position()->mutable_rotary()->mutable_yarn()->set_original_max_positions(40);
  const BuiltStack told(longer);
  const at::Tensor places = ConsecutivePositions(0, kLen, at::kCPU);
  for (const ForwardContext& context : {ForwardContext(), Training(0), Training(7)}) {
    const at::Tensor y = randomised.stack->Forward(Input(), {}, {}, context);
    EXPECT_TRUE(TensorsNear(y, told.Forward(Input(), positions.Assign(places, kLen, context)), 1e-11));
  }
}

TEST_P(StackRandomisedTest, EveryDrawIsAnotherAndEvaluationRepeats) {
  const BuiltStack built(randomised_);
  const at::Tensor once = built.stack->Forward(Input(), {}, {}, Training(1));
  EXPECT_TRUE(TensorsBitEqual(once, built.stack->Forward(Input(), {}, {}, Training(1))));
  EXPECT_TRUE(TensorsBitEqual(built.Forward(Input()), built.Forward(Input())));
  if (!sees_positions()) return;
  double largest = 0;  // shaw's 16 distances may all be clipped in one draw
  for (const int64_t draw : {2, 3, 4}) {
    largest = std::max(largest, LargestDifference(once, built.stack->Forward(Input(), {}, {}, Training(draw))));
  }
  EXPECT_GT(largest, 1e-4);
}

TEST_P(StackRandomisedTest, ACacheOfTheSameLengthChangesNothing) {
  const c10::NoGradGuard no_grad;
  const BuiltStack built(randomised_);
  for (const std::vector<int64_t>& chunks : {std::vector<int64_t>(kLen, 1), {3, 1, 2}}) {
    const std::unique_ptr<KvCache> cache = built.stack->MakeCache(2, kLen);
    ForwardContext context;
    context.cache = cache.get();
    std::vector<at::Tensor> parts;
    int64_t begin = 0;
    for (const int64_t chunk : chunks) {
      parts.push_back(built.stack->Forward(Input().narrow(1, begin, chunk), {}, {}, context));
      begin += chunk;
    }
    EXPECT_TRUE(TensorsNear(at::cat(parts, 1), built.Forward(Input()), 1e-11)) << chunks.size() << " chunks";
  }
}

TEST_P(StackRandomisedTest, GradientsMatchDifferences) {
  const BuiltStack built(randomised_);
  const at::Tensor x = Input().clone().set_requires_grad(true);
  EXPECT_TRUE(GradientsMatch([&] { return built.stack->Forward(x, {}, {}, Training(3)); }, {{"x", x}}, /*samples=*/6));
}

INSTANTIATE_TEST_SUITE_P(Schemes, StackRandomisedTest, testing::ValuesIn(EveryPosition()),
                         [](const auto& info) { return info.param.name; });

TEST(StackRandomisedTest, ASequenceLongerThanThePositionsIsRefused) {
  const BuiltStack built(SmallStack("position { rotary {} randomised { max_positions: 5 } }"));
  EXPECT_THROW(built.Forward(Input()), c10::Error);
}

}  // namespace
}  // namespace ceteris
