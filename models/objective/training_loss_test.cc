#include "models/objective/training_loss.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/ones.h>
#include <gtest/gtest.h>

#include "models/objective/cross_entropy.h"

namespace ceteris {
namespace {

// Scores that are one parameter, and a loss of its own: 0.25 times that parameter's sum.
class Made final : public Model {
 public:
  explicit Made(bool adds_loss) : scores_(at::arange(6, at::kDouble).view({1, 2, 3})), adds_loss_(adds_loss) {
    scores_.requires_grad_(true);
  }
  ModelOutput Forward(const Batch&, const ForwardContext& context) const override {
    if (adds_loss_) {
      context.auxiliary->AddLoss("balance", 0.25 * scores_.sum());
      context.auxiliary->AddMetric("dropped", at::ones({}) * 0.5);
    }
    ModelOutput output;
    output.logits = scores_ * 1;
    return output;
  }
  double ForwardFlops(int64_t, const TaskShape&) const override { return 0; }
  int64_t max_positions() const override { return 0; }
  const char* attention_kernel() const override { return "fused"; }
  bool is_causal() const override { return false; }
  std::unique_ptr<KvCache> MakeCache(int64_t, int64_t) const override { return nullptr; }

  at::Tensor scores_;
  bool adds_loss_;
};

Batch TwoTargets() {
  Batch batch;
  batch.targets = at::ones({1, 2}, at::kLong);
  batch.num_targets = 2;
  return batch;
}

TEST(TrainingLossTest, LossesOfLayersCountOncePerTarget) {
  const Made model(/*adds_loss=*/true);
  TrainingLoss loss(model, config::Training());
  const at::Tensor sum = loss.LossSum(TwoTargets(), ForwardContext());
  const at::Tensor alone = CrossEntropySum(model.scores_, TwoTargets().targets);
  EXPECT_NEAR(sum.item<double>(), alone.item<double>() + 2 * 0.25 * 15, 1e-12);
  ASSERT_EQ(loss.layer_values().size(), 2u);
  EXPECT_EQ(loss.layer_values()[0].name, "balance");
  EXPECT_NEAR(loss.layer_values()[0].value.item<double>(), 0.25 * 15, 1e-12);
  EXPECT_EQ(loss.layer_values()[1].value.item<double>(), 0.5);
  sum.backward();
  // Each score has 2 * 0.25 from the layer's loss; cross entropy's gradients of a row sum to 0.
  EXPECT_NEAR(model.scores_.grad().sum().item<double>(), 6 * 0.5, 1e-12);
}

TEST(TrainingLossTest, WithoutThemItIsTheObjectiveBitForBit) {
  const Made model(/*adds_loss=*/false);
  TrainingLoss loss(model, config::Training());
  const LossFunction function = loss.function();
  EXPECT_EQ(function(TwoTargets(), ForwardContext()).item<double>(),
            CrossEntropySum(model.scores_, TwoTargets().targets).item<double>());
  EXPECT_TRUE(loss.layer_values().empty());
}

}  // namespace
}  // namespace ceteris
