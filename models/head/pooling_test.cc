#include "models/head/pooling.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros.h>

#include "core/testing/every_variant.h"
#include "core/testing/named_noise.h"
#include "core/testing/tensor_matchers.h"
#include "models/head/pooling_factory.h"

namespace ceteris {
namespace {

struct Built {
  explicit Built(const config::Pooling& config)
      : pooling(BuildPooling(config, 3, Normal(0.5), Scope(&parameters, 1, at::kDouble).Child("head"))) {
    AddNamedNoise(parameters, 0.3);
  }
  ParameterSet parameters;
  std::unique_ptr<PooledStates> pooling;
};

config::Pooling Mean() {
  config::Pooling config;
  config.mutable_mean();
  return config;
}

at::Tensor Hidden() { return NamedNoise("hidden", {2, 4, 3}, at::kDouble); }

// Row 0 sees its first two places, row 1 none.
at::Tensor Visible() { return at::tensor({1, 1, 0, 0, 0, 0, 0, 0}, at::kLong).view({2, 1, 1, 4}).to(at::kBool); }

TEST(MeanPoolingTest, IsTheMeanOfWhatIsVisible) {
  const Built built(Mean());
  const at::Tensor hidden = Hidden(), mean = built.pooling->Forward(hidden, Visible());
  ASSERT_EQ(mean.sizes(), at::IntArrayRef({2, 3}));
  for (int64_t channel = 0; channel < 3; ++channel) {
    EXPECT_NEAR(mean[0][channel].item<double>(),
                (hidden[0][0][channel].item<double>() + hidden[0][1][channel].item<double>()) / 2, 1e-15);
    EXPECT_EQ(mean[1][channel].item<double>(), 0) << "padding only";
  }
}

TEST(MeanPoolingTest, WithoutAMaskEverythingIsVisible) {
  const Built built(Mean());
  EXPECT_TRUE(TensorsNear(built.pooling->Forward(Hidden(), {}),
                          built.pooling->Forward(Hidden(), at::ones({2, 1, 1, 4}, at::kBool)), 1e-15));
}

TEST(MeanPoolingTest, AMaskPerQueryThrows) {
  EXPECT_THROW(Built(Mean()).pooling->Forward(Hidden(), at::ones({2, 1, 4, 4}, at::kBool)), c10::Error);
  EXPECT_THROW(Built(Mean()).pooling->Forward(Hidden(), at::ones({2, 1, 1, 5}, at::kBool)), c10::Error);
}

TEST(FirstTokenTest, IsTheFirstPlace) {
  config::Pooling config;
  config.mutable_first_token();
  EXPECT_TRUE(TensorsBitEqual(Built(config).pooling->Forward(Hidden(), Visible()), Hidden().select(1, 0)));
}

TEST(BertPoolerTest, IsTanhOfALinearMapOfTheFirstPlace) {
  config::Pooling config;
  config.mutable_bert_pooler();
  const Built built(config);
  const at::Tensor weight = built.parameters.FindOne("head.pooler.weight")->tensor,
                   bias = built.parameters.FindOne("head.pooler.bias")->tensor;
  const at::Tensor y = built.pooling->Forward(Hidden(), {});
  for (int64_t b = 0; b < 2; ++b) {
    for (int64_t out = 0; out < 3; ++out) {
      double sum = bias[out].item<double>();
      for (int64_t in = 0; in < 3; ++in) sum += weight[out][in].item<double>() * Hidden()[b][0][in].item<double>();
      EXPECT_NEAR(y[b][out].item<double>(), std::tanh(sum), 1e-14);
    }
  }
  EXPECT_EQ(built.pooling->Flops(5), 2.0 * 5 * 3 * 3);
}

TEST(PoolingTest, EveryVariantDiffersFromEveryOther) {
  const std::vector<config::Pooling> all = EveryVariant(config::Pooling(), "variant");
  ASSERT_GE(all.size(), 3u);
  for (size_t a = 0; a < all.size(); ++a) {
    for (size_t b = 0; b < a; ++b) {
      EXPECT_GT(
          LargestDifference(Built(all[a]).pooling->Forward(Hidden(), {}), Built(all[b]).pooling->Forward(Hidden(), {})),
          1e-3);
    }
  }
}

}  // namespace
}  // namespace ceteris
