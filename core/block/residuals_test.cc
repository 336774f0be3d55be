// Each residual connection against its equation, with a norm of the same weights beside it.
#include <ATen/TensorOperators.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/zeros.h>

#include "core/block/post_norm.h"
#include "core/block/pre_norm.h"
#include "core/norm/norm_factory.h"
#include "core/testing/named_noise.h"
#include "core/testing/tensor_matchers.h"
#include "gtest/gtest.h"

namespace ceteris {
namespace {

struct Parts {
  explicit Parts(double dropout_rate = 0) {
    config.set_d_model(6);
    config.mutable_norm()->mutable_rms_norm();
    config.set_dropout_rate(dropout_rate);
    const at::TensorOptions options = at::TensorOptions().dtype(at::kDouble);
    const Scope pre_scope = Scope(&pre_parameters, 1, options).Child("sublayer"),
                post_scope = Scope(&post_parameters, 1, options).Child("sublayer");
    pre = std::make_unique<PreNorm>(config, pre_scope);
    post = std::make_unique<PostNorm>(config, post_scope);
    norm = BuildNorm(config.norm(), 6, Scope(&norm_parameters, 1, options).Child("sublayer").Child("norm"));
    for (const ParameterSet* parameters : {&pre_parameters, &post_parameters, &norm_parameters})
      AddNamedNoise(*parameters, 0.3);
  }
  config::Stack config;
  ParameterSet pre_parameters, post_parameters, norm_parameters;
  std::unique_ptr<PreNorm> pre;
  std::unique_ptr<PostNorm> post;
  std::unique_ptr<Norm> norm;
};

at::Tensor Sublayer(const at::Tensor& z) { return z.sin() * 2; }

TEST(PreNormTest, IsXPlusSublayerOfNorm) {
  const Parts parts;
  const at::Tensor x = NamedNoise("x", {2, 3, 6}, at::kDouble);
  EXPECT_TRUE(TensorsNear(parts.pre->Apply(x, Sublayer, {}), x + Sublayer(parts.norm->Forward(x)), 1e-14));
  EXPECT_TRUE(parts.pre->needs_final_norm());
}

TEST(PostNormTest, IsNormOfXPlusSublayer) {
  const Parts parts;
  const at::Tensor x = NamedNoise("x", {2, 3, 6}, at::kDouble);
  EXPECT_TRUE(TensorsNear(parts.post->Apply(x, Sublayer, {}), parts.norm->Forward(x + Sublayer(x)), 1e-14));
  EXPECT_FALSE(parts.post->needs_final_norm());
}

// What is dropped is the sublayer's output: where it is, x goes through unchanged, elsewhere the output counts double
// at rate 0.5.
TEST(PreNormTest, DropsTheSublayerAndNotTheStream) {
  const Parts parts(0.5);
  const at::Tensor x = NamedNoise("x", {2, 3, 6}, at::kDouble);
  ForwardContext training;
  training.training = true;
  training.draw = at::ones({}, at::kLong);
  const at::Tensor y = (parts.pre->Apply(x, Sublayer, training) - x).flatten(),
                   full = Sublayer(parts.norm->Forward(x)).flatten();
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
  const Parts parts(0.5);
  ParameterSet unused;
  const Dropout inner(0.5, Scope(&unused, 1, at::TensorOptions()).Child("sublayer").Child("dropout"));
  ForwardContext training;
  training.training = true;
  training.draw = at::ones({}, at::kLong);
  const at::Tensor zero = at::zeros({4, 5, 6}, at::kDouble), ones = zero + 1;
  const at::Tensor outer_mask = parts.pre->Apply(
      zero, [&](const at::Tensor&) { return ones; }, training);
  EXPECT_GT(LargestDifference(outer_mask, inner.Forward(ones, training)), 1);
  // After a norm a kept place is positive and a dropped one is zero.
  const at::Tensor post = parts.post->Apply(
      zero, [&](const at::Tensor&) { return ones; }, training);
  EXPECT_GT(LargestDifference((post != 0).to(at::kDouble) * 2, inner.Forward(ones, training)), 1);
}

}  // namespace
}  // namespace ceteris
