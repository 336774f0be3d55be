// Each residual connection against its equation, with a norm of the same weights beside it.
#include <ATen/TensorOperators.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/zeros.h>

#include <memory>
#include <string>

#include "core/block/post_norm.h"
#include "core/block/pre_norm.h"
#include "core/block/rezero.h"
#include "core/block/sandwich.h"
#include "core/norm/norm_factory.h"
#include "core/testing/named_noise.h"
#include "core/testing/tensor_matchers.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"

namespace ceteris {
namespace {

// One residual connection, its parameters, and a norm of its own that has the weights of the one at `norm_name`.
template <typename Connection>
struct Parts {
  explicit Parts(const std::string& text = "") {
    EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString("d_model: 6 norm { rms_norm {} } " + text, &config));
    residual = std::make_unique<Connection>(config, Root(&parameters).Child("sublayer"));
    AddNamedNoise(parameters, 0.3);
  }
  static Scope Root(ParameterSet* set) { return Scope(set, 1, at::TensorOptions().dtype(at::kDouble)); }
  at::Tensor Norm(const std::string& name, const at::Tensor& x) const {
    ParameterSet own;
    const auto norm = BuildNorm(config.norm(), 6, Root(&own).Child("sublayer").Child(name));
    AddNamedNoise(own, 0.3);
    return norm->Forward(x);
  }
  at::Tensor Weight(const std::string& name) const { return parameters.FindOne("sublayer." + name)->tensor; }

  config::Stack config;
  ParameterSet parameters;
  std::unique_ptr<Connection> residual;
};

ForwardContext Training() {
  ForwardContext training;
  training.training = true;
  training.draw = at::ones({}, at::kLong);
  return training;
}

at::Tensor X() { return NamedNoise("x", {2, 3, 6}, at::kDouble); }

at::Tensor Sublayer(const at::Tensor& z) { return z.sin() * 2; }

TEST(PreNormTest, IsXPlusSublayerOfNorm) {
  const Parts<PreNorm> parts;
  EXPECT_TRUE(TensorsNear(parts.residual->Apply(X(), Sublayer, {}), X() + Sublayer(parts.Norm("norm", X())), 1e-14));
  EXPECT_TRUE(parts.residual->needs_final_norm());
}

TEST(PostNormTest, IsNormOfXPlusSublayer) {
  const Parts<PostNorm> parts;
  EXPECT_TRUE(TensorsNear(parts.residual->Apply(X(), Sublayer, {}), parts.Norm("norm", X() + Sublayer(X())), 1e-14));
  EXPECT_FALSE(parts.residual->needs_final_norm());
}

TEST(SandwichTest, IsXPlusNormOfSublayerOfNorm) {
  const Parts<Sandwich> parts;
  EXPECT_TRUE(TensorsNear(parts.residual->Apply(X(), Sublayer, {}),
                          X() + parts.Norm("output_norm", Sublayer(parts.Norm("norm", X()))), 1e-14));
  EXPECT_TRUE(parts.residual->needs_final_norm());
}

TEST(ReZeroTest, IsXPlusAlphaTimesSublayerOfNorm) {
  const Parts<ReZero> parts;
  const double alpha = parts.Weight("alpha").item<double>();
  EXPECT_NE(alpha, 0);
  EXPECT_TRUE(
      TensorsNear(parts.residual->Apply(X(), Sublayer, {}), X() + alpha * Sublayer(parts.Norm("norm", X())), 1e-14));
}

// The paper's form, and what it is for: the identity at first, and a gradient that only alpha has.
TEST(ReZeroTest, StartsAsTheIdentityAndTrainsAlphaFirst) {
  config::Stack config;
  config.set_d_model(6);
  config.mutable_norm()->mutable_no_norm();
  ParameterSet parameters;
  const ReZero residual(config, Scope(&parameters, 1, at::TensorOptions().dtype(at::kDouble)).Child("sublayer"));
  ASSERT_EQ(parameters.num_elements(), 1);
  const at::Tensor weight = NamedNoise("w", {6}, at::kDouble).set_requires_grad(true);
  const at::Tensor y = residual.Apply(X(), [&](const at::Tensor& z) { return z * weight; }, {});
  EXPECT_TRUE(TensorsBitEqual(y.detach(), X()));
  y.sum().backward();
  EXPECT_EQ(weight.grad().abs().sum().item<double>(), 0);
  EXPECT_NEAR(parameters.parameters()[0].tensor.grad().item<double>(), (X() * weight).sum().item<double>(), 1e-12);
}

// What is scaled is what is added, behind a sandwich's second norm too: before it, it would be undone.
TEST(LayerScaleTest, ScalesWhatIsAddedChannelByChannel) {
  const std::string text = "layer_scale { initial: 0.25 }";
  const Parts<PreNorm> pre(text);
  const at::Tensor scale = pre.Weight("layer_scale");
  EXPECT_TRUE(
      TensorsNear(pre.residual->Apply(X(), Sublayer, {}), X() + Sublayer(pre.Norm("norm", X())) * scale, 1e-14));
  EXPECT_TRUE(TensorsNear(Parts<PostNorm>(text).residual->Apply(X(), Sublayer, {}),
                          Parts<PostNorm>(text).Norm("norm", X() + Sublayer(X()) * scale), 1e-14));
  const Parts<Sandwich> sandwich(text);
  EXPECT_TRUE(TensorsNear(sandwich.residual->Apply(X(), Sublayer, {}),
                          X() + sandwich.Norm("output_norm", Sublayer(sandwich.Norm("norm", X()))) * scale, 1e-14));
}

TEST(LayerScaleTest, StartsAtInitialEverywhereAndIsNotDecayed) {
  config::LayerScale config;
  config.set_initial(0.25);
  ParameterSet parameters;
  const LayerScale layer_scale(config, 5, Scope(&parameters, 1, at::TensorOptions()).Child("sublayer"));
  ASSERT_EQ(parameters.parameters().size(), 1u);
  EXPECT_EQ(parameters.parameters()[0].name, "sublayer.layer_scale");
  EXPECT_EQ(parameters.parameters()[0].decay, WeightDecay::kNoDecay);
  EXPECT_TRUE(TensorsBitEqual(parameters.parameters()[0].tensor.detach(), at::ones({5}) * 0.25));
}

// What is dropped is the sublayer's output: where it is, x goes through unchanged, elsewhere the output counts double
// at rate 0.5.
TEST(PreNormTest, DropsTheSublayerAndNotTheStream) {
  const Parts<PreNorm> parts("dropout_rate: 0.5");
  const at::Tensor y = (parts.residual->Apply(X(), Sublayer, Training()) - X()).flatten(),
                   full = Sublayer(parts.Norm("norm", X())).flatten();
  int dropped = 0;
  for (int64_t i = 0; i < y.numel(); ++i) {
    const double kept = y[i].item<double>();
    dropped += kept == 0;
    EXPECT_NEAR(kept, kept == 0 ? 0 : 2 * full[i].item<double>(), 1e-12);
  }
  EXPECT_GT(dropped, 5);
  EXPECT_LT(dropped, 31);
}

// The sublayer has a dropout of its own, named "dropout": two equal masks would drop twice what is dropped already.
TEST(ResidualTest, DrawsApartFromTheSublayersOwnDropout) {
  ParameterSet unused;
  const Dropout inner(0.5, Scope(&unused, 1, at::TensorOptions()).Child("sublayer").Child("dropout"));
  const at::Tensor zero = at::zeros({4, 5, 6}, at::kDouble), ones = zero + 1;
  const auto sublayer = [&](const at::Tensor&) { return ones; };
  const at::Tensor outer_mask = Parts<PreNorm>("dropout_rate: 0.5").residual->Apply(zero, sublayer, Training());
  EXPECT_GT(LargestDifference(outer_mask, inner.Forward(ones, Training())), 1);
  // After a norm a kept place is positive and a dropped one is zero.
  const at::Tensor post = Parts<PostNorm>("dropout_rate: 0.5").residual->Apply(zero, sublayer, Training());
  EXPECT_GT(LargestDifference((post != 0).to(at::kDouble) * 2, inner.Forward(ones, Training())), 1);
}

}  // namespace
}  // namespace ceteris
