#include "core/block/layer_drop.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/full.h>
#include <ATen/ops/ones.h>

#include <cmath>

#include "core/tensor/auxiliary_losses.h"
#include "core/testing/named_noise.h"
#include "core/testing/tensor_matchers.h"
#include "gtest/gtest.h"

namespace ceteris {
namespace {

constexpr int kDraws = 2000;

class LayerDropTest : public testing::Test {
 protected:
  LayerDrop Make(double rate, int64_t layer = 0) { return LayerDrop(rate, Scope(&unused_, 1, {}).Child(layer)); }
  static ForwardContext Training(int64_t draw) {
    ForwardContext training;
    training.training = true;
    training.draw = at::full({}, draw, at::kLong);
    return training;
  }
  at::Tensor Apply(const LayerDrop& layer_drop, const ForwardContext& context) const {
    return layer_drop.Apply(
        x_, [&](const ForwardContext&) { return x_ * 2; }, context);
  }
  bool Drops(const LayerDrop& layer_drop, int64_t draw) const { return Apply(layer_drop, Training(draw)).equal(x_); }

  ParameterSet unused_;
  at::Tensor x_ = NamedNoise("x", {2, 3, 4}, at::kFloat);
};

// 4 standard deviations of a binomial; whole: nothing in between, nothing scaled.
TEST_F(LayerDropTest, LeavesTheWholeBlockOutAtItsRate) {
  for (const double rate : {0.2, 0.7}) {
    const LayerDrop layer_drop = Make(rate);
    int dropped = 0;
    for (int64_t draw = 0; draw < kDraws; ++draw) {
      const at::Tensor y = Apply(layer_drop, Training(draw));
      dropped += y.equal(x_);
      EXPECT_TRUE(y.equal(x_) || TensorsBitEqual(y, x_ * 2));
    }
    EXPECT_NEAR(dropped, rate * kDraws, 4 * std::sqrt(kDraws * rate * (1 - rate)));
  }
}

TEST_F(LayerDropTest, IsAFunctionOfTheDrawAndLayersDropApart) {
  const LayerDrop first = Make(0.5, 0), again = Make(0.5, 0), second = Make(0.5, 1);
  int both = 0;
  for (int64_t draw = 0; draw < kDraws; ++draw) {
    EXPECT_EQ(Drops(first, draw), Drops(again, draw));
    both += Drops(first, draw) && Drops(second, draw);
  }
  EXPECT_NEAR(both, kDraws / 4, 4 * std::sqrt(kDraws * 0.25 * 0.75));
}

TEST_F(LayerDropTest, EvaluationHasEveryBlock) {
  EXPECT_TRUE(TensorsBitEqual(Apply(Make(0.99), {}), x_ * 2));
  EXPECT_TRUE(TensorsBitEqual(Apply(Make(0), Training(1)), x_ * 2));
  ForwardContext without_draw;
  without_draw.training = true;
  EXPECT_THROW(Apply(Make(0.5), without_draw), c10::Error);
}

// A block that is left out has no gradient, and its losses count 0.
TEST_F(LayerDropTest, ADroppedBlockHasNeitherGradientNorLoss) {
  const LayerDrop layer_drop = Make(0.5);
  const at::Tensor x = x_.clone().set_requires_grad(true), weight = at::ones({4}).set_requires_grad(true);
  int dropped = 0;
  for (int64_t draw = 0; draw < 20; ++draw) {
    x.mutable_grad() = weight.mutable_grad() = at::Tensor();
    AuxiliaryLosses auxiliary;
    ForwardContext context = Training(draw);
    context.auxiliary = &auxiliary;
    const at::Tensor y = layer_drop.Apply(
        x,
        [&](const ForwardContext& inner) {
          inner.auxiliary->AddLoss("loss", weight.sum());
          inner.auxiliary->AddMetric("metric", weight.sum());
          return x * weight * 3;
        },
        context);
    (y.sum() + auxiliary.loss_sum()).backward();
    const bool drops = Drops(layer_drop, draw);
    dropped += drops;
    EXPECT_TRUE(TensorsBitEqual(x.grad(), at::ones({2, 3, 4}) * (drops ? 1 : 3)));
    EXPECT_EQ(weight.grad().abs().sum().item<float>() == 0, drops);
    EXPECT_EQ(auxiliary.loss_sum().item<float>(), drops ? 0 : 4);
    EXPECT_EQ(auxiliary.values()[1].value.item<float>(), 4);
  }
  EXPECT_GT(dropped, 2);
  EXPECT_LT(dropped, 18);
}

}  // namespace
}  // namespace ceteris
