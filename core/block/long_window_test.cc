// A sliding window over a sequence long enough to be cut into blocks, with every positional scheme: blocks change
// nothing that the mask of the whole sequence would not.
#include <ATen/TensorOperators.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/ones.h>
#include <c10/core/GradMode.h>

#include <ostream>
#include <string>
#include <vector>

#include "core/testing/every_variant.h"
#include "core/testing/named_noise.h"
#include "core/testing/small_stack.h"
#include "core/testing/tensor_matchers.h"

namespace ceteris {
namespace {

constexpr int64_t kLen = 140;

std::vector<config::Position> Schemes() {
  std::vector<config::Position> schemes = EveryVariant(config::Position(), "scheme");
  for (config::Position& scheme : schemes) {
    if (scheme.has_learned()) scheme.mutable_learned()->set_max_positions(kLen);
  }
  return schemes;
}

config::Stack Windowed(const config::Position& position, const std::string& attention) {
  config::Stack config = SmallStack("num_layers: 1 attention { sliding_window { window: 5 } " + attention + " }");
  *config.mutable_position() = position;
  return config;
}

at::Tensor Input(at::ScalarType dtype = at::kDouble) { return NamedNoise("x", {2, kLen, 12}, dtype); }

class LongWindowTest : public testing::TestWithParam<config::Position> {};

TEST_P(LongWindowTest, BlocksAreTheWholeUnderAMask) {
  const at::Tensor may_attend = at::ones({2, 1, 1, kLen}, at::kBool);
  may_attend[1].narrow(-1, 0, 70).zero_();  // the first block of the second sequence sees nothing
  for (const bool causal : {true, false}) {
    const BuiltStack blocks(Windowed(GetParam(), ""), {at::kDouble, causal});
    const BuiltStack whole(Windowed(GetParam(), "kernel: COMPOSED"), {at::kDouble, causal});
    for (const at::Tensor& hidden : {at::Tensor(), may_attend}) {
      EXPECT_TRUE(TensorsNear(blocks.Forward(Input(), {}, hidden), whole.Forward(Input(), {}, hidden), 1e-11))
          << causal;
    }
  }
}

TEST_P(LongWindowTest, ACacheChangesNothing) {
  const c10::NoGradGuard no_grad;
  const BuiltStack built(Windowed(GetParam(), ""));
  const std::unique_ptr<KvCache> cache = built.stack->MakeCache(2, kLen);
  ForwardContext context;
  context.cache = cache.get();
  std::vector<at::Tensor> parts;  // in blocks, then a chunk under a mask, then one token
  for (const auto& [begin, len] : std::vector<std::pair<int64_t, int64_t>>{{0, 132}, {132, 7}, {139, 1}})
    parts.push_back(built.stack->Forward(Input().narrow(1, begin, len), {}, {}, context));
  EXPECT_TRUE(TensorsNear(at::cat(parts, 1), built.Forward(Input()), 1e-11));
}

TEST_P(LongWindowTest, ALaterTokenChangesNoBitAndAFarOneNothing) {
  const BuiltStack built(Windowed(GetParam(), ""), {at::kFloat});
  const at::Tensor x = Input(at::kFloat), changed = x.clone();
  changed.select(1, 70).mul_(-3);
  const at::Tensor y = built.Forward(x), z = built.Forward(changed);
  EXPECT_TRUE(TensorsBitEqual(y.narrow(1, 0, 70), z.narrow(1, 0, 70)));
  EXPECT_GT(LargestDifference(y.select(1, 74), z.select(1, 74)), 1e-4) << "the last query that sees it";
  EXPECT_TRUE(TensorsBitEqual(y.narrow(1, 75, kLen - 75), z.narrow(1, 75, kLen - 75)));
}

INSTANTIATE_TEST_SUITE_P(Schemes, LongWindowTest, testing::ValuesIn(Schemes()),
                         [](const auto& info) { return VariantName(info.param, "scheme"); });

class Keeps final : public Recorder {
 public:
  void Attention(absl::string_view, const at::Tensor& probabilities) override { kept = probabilities; }
  at::Tensor kept;
};

TEST(LongWindowTest, ARecorderSeesTheWholeSequence) {
  Keeps of_blocks, of_whole;
  ForwardContext context;
  const BuiltStack blocks(SmallStack("attention { sliding_window { window: 5 } }"));
  const BuiltStack whole(SmallStack("attention { sliding_window { window: 5 } kernel: COMPOSED }"));
  context.recorder = &of_blocks;
  EXPECT_TRUE(TensorsBitEqual(blocks.stack->Forward(Input(), {}, {}, context), blocks.Forward(Input())));
  context.recorder = &of_whole;
  whole.stack->Forward(Input(), {}, {}, context);
  EXPECT_TRUE(TensorsNear(of_blocks.kept, of_whole.kept, 1e-12));
}

TEST(LongWindowTest, DropoutActsOnWhatIsVisible) {
  ForwardContext training;
  training.training = true;
  training.draw = at::ones({}, at::kLong);
  const BuiltStack built(SmallStack("attention { sliding_window { window: 5 } dropout_rate: 0.5 }"));
  const at::Tensor once = built.stack->Forward(Input(), {}, {}, training);
  EXPECT_GT(LargestDifference(once, built.Forward(Input())), 0.1);
  EXPECT_TRUE(TensorsBitEqual(once, built.stack->Forward(Input(), {}, {}, training)));
}

}  // namespace
}  // namespace ceteris
