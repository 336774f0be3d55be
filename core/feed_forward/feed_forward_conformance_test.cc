// What every feed-forward layer must do, whichever there are: the oneof is walked by reflection, so a new one is tested
// at once.
#include <ATen/TensorOperators.h>
#include <ATen/ops/ones.h>

#include <limits>
#include <map>
#include <string>

#include "absl/strings/string_view.h"
#include "core/feed_forward/feed_forward_factory.h"
#include "core/feed_forward/feed_forward_shape.h"
#include "core/feed_forward/validate_feed_forward.h"
#include "core/testing/every_variant.h"
#include "core/testing/gradient_check.h"
#include "core/testing/named_noise.h"
#include "core/testing/tensor_matchers.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"

namespace ceteris {
namespace {

constexpr int64_t kModel = 6;

struct Built {
  explicit Built(const config::FeedForward& config, at::ScalarType dtype = at::kDouble) {
    const Scope scope(&parameters, 1, at::TensorOptions().dtype(dtype));
    layer = BuildFeedForward(config, kModel, {Normal(0.3), Normal(0.3)}, scope.Child("feed_forward"));
    AddNamedNoise(parameters, 0.3);
  }
  ParameterSet parameters;
  std::unique_ptr<FeedForward> layer;
};

std::vector<config::FeedForward> Layers() { return EveryVariant(config::FeedForward(), "variant"); }

class FeedForwardConformanceTest : public testing::TestWithParam<config::FeedForward> {};

TEST_P(FeedForwardConformanceTest, ConfigIsValidByDefaultAndSurvivesText) {
  EXPECT_TRUE(ValidateFeedForward(GetParam(), kModel, "ff").ok());
  EXPECT_TRUE(RoundTripsThroughText(GetParam()));
  for (const auto& wrong : WithNonsense(GetParam(), "variant"))
    EXPECT_FALSE(ValidateFeedForward(wrong, kModel, "ff").ok());
}

TEST_P(FeedForwardConformanceTest, KeepsShapeAndDtypeNearDoublePrecision) {
  const at::Tensor x = NamedNoise("x", {2, 5, kModel}, at::kDouble);
  for (const auto& [dtype, tolerance] :
       {std::make_pair(at::kDouble, 0.0), std::make_pair(at::kFloat, 1e-5), std::make_pair(at::kBFloat16, 0.15)}) {
    const at::Tensor y = Built(GetParam(), dtype).layer->Forward(x.to(dtype), {});
    EXPECT_EQ(y.scalar_type(), dtype);
    EXPECT_TRUE(TensorsNear(y, Built(GetParam()).layer->Forward(x, {}), tolerance));
  }
}

TEST_P(FeedForwardConformanceTest, GradientsMatchDifferences) {
  for (const bool bias : {true, false}) {
    config::FeedForward config = GetParam();
    config.set_bias(bias);
    config.set_d_ff(7);
    if (config.has_mixture_of_experts())
      config.mutable_mixture_of_experts()->set_num_experts(2);  // both chosen: one without tokens has no gradient
    const Built built(config);
    const at::Tensor x = NamedNoise("x", {2, 5, kModel}, at::kDouble).set_requires_grad(true);
    std::vector<CheckedTensor> checked = CheckedParameters(built.parameters);
    checked.push_back({"x", x});
    EXPECT_TRUE(GradientsMatch([&] { return built.layer->Forward(x, {}); }, checked));
  }
}

TEST_P(FeedForwardConformanceTest, EachTokenIsComputedByItselfAndXIsLeftAlone) {
  const Built built(GetParam());
  const at::Tensor x = NamedNoise("x", {2, 5, kModel}, at::kDouble), changed = x.clone(), before = x.clone();
  changed.select(1, 4).mul_(-7);
  EXPECT_TRUE(
      TensorsBitEqual(built.layer->Forward(x, {}).narrow(1, 0, 4), built.layer->Forward(changed, {}).narrow(1, 0, 4)));
  EXPECT_TRUE(TensorsBitEqual(x, before));
}

// Counted from the matrices that there are: every weight is used once per token, 2 operations each; of experts, top_k
// in num_experts are.
TEST_P(FeedForwardConformanceTest, FlopsAreTwoPerWeightAndToken) {
  const Built built(GetParam());
  double weights = 0;
  for (const NamedTensor& named : built.parameters.NamedTensors()) {
    const bool of_expert = absl::string_view(named.name).find(".expert.") != absl::string_view::npos;
    const auto& mixture = GetParam().mixture_of_experts();
    const double used = of_expert ? static_cast<double>(mixture.top_k()) / mixture.num_experts() : 1;
    if (named.tensor.dim() == 2) weights += used * static_cast<double>(named.tensor.numel());
    EXPECT_EQ(named.decay == WeightDecay::kDecay, named.tensor.dim() == 2) << named.name;
  }
  EXPECT_EQ(built.layer->Flops(10), 2 * 10 * weights);
}

TEST_P(FeedForwardConformanceTest, DropsInTrainingOnly) {
  config::FeedForward config = GetParam();
  config.set_dropout_rate(0.5);
  const Built dropping(config), keeping(GetParam());
  const at::Tensor x = NamedNoise("x", {2, 5, kModel}, at::kDouble);
  ForwardContext training;
  training.training = true;
  training.draw = at::ones({}, at::kLong);
  EXPECT_TRUE(TensorsBitEqual(dropping.layer->Forward(x, {}), keeping.layer->Forward(x, {})));
  EXPECT_GT(LargestDifference(dropping.layer->Forward(x, training), keeping.layer->Forward(x, training)), 1e-2);
}

INSTANTIATE_TEST_SUITE_P(Layers, FeedForwardConformanceTest, testing::ValuesIn(Layers()),
                         [](const auto& info) { return VariantName(info.param, "variant"); });

// Exact GELU and its tanh approximation differ by 5e-4 at most, so the bound is small; double precision leaves it far
// above rounding.
TEST(FeedForwardConformanceTest, EveryLayerDiffersFromEveryOther) {
  const at::Tensor x = NamedNoise("x", {2, 5, kModel}, at::kDouble);
  std::map<std::string, at::Tensor> outputs;
  for (const config::FeedForward& config : Layers()) {
    const at::Tensor output = Built(config).layer->Forward(x, {});
    for (const auto& [name, other] : outputs)
      EXPECT_GT(LargestDifference(output, other), 1e-4) << VariantName(config, "variant") << " and " << name;
    outputs[VariantName(config, "variant")] = output;
  }
  EXPECT_GE(outputs.size(), 10u);
}

TEST(ValidateFeedForwardTest, NamesPathValueAndWhatWouldBeRight) {
  config::FeedForward config;
  EXPECT_EQ(ValidateFeedForward(config, 64, "m.ff").message(),
            "m.ff.variant: nothing is written; write relu, gelu, gelu_tanh, swiglu, geglu, reglu, glu, bilinear, "
            "squared_relu or mixture_of_experts");
  config.mutable_gelu();
  config.set_d_ff(-1);
  EXPECT_EQ(ValidateFeedForward(config, 64, "m.ff").message(), "m.ff.d_ff: -1 is too small; use 0 or more");
  config.set_d_ff(std::numeric_limits<int32_t>::max());
  EXPECT_FALSE(ValidateFeedForward(config, 64, "m.ff").ok());
  config.set_d_ff(0);
  config.set_dropout_rate(1);
  EXPECT_EQ(ValidateFeedForward(config, 64, "m.ff").message(),
            "m.ff.dropout_rate: 1 is out of range; use 0 or more and less than 1");
  EXPECT_EQ(InnerWidth(config, 64), 256);
}

TEST(ValidateFeedForwardTest, ChecksTheMixtureOfExperts) {
  const auto refusal = [](const std::string& text) {
    config::FeedForward config;
    EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString("mixture_of_experts { " + text + " }", &config)) << text;
    return std::string(ValidateFeedForward(config, 64, "m.ff").message());
  };
  const std::string path = "m.ff.mixture_of_experts.";
  EXPECT_EQ(refusal("swiglu {}"), "");
  EXPECT_EQ(refusal("gelu {} num_experts: 0"), path + "num_experts: 0 is too small; use 1 or more");
  EXPECT_EQ(refusal("gelu {} num_experts: 20000"), path + "num_experts: 20000 is too large; use at most 10000");
  EXPECT_EQ(refusal("gelu {} top_k: 0"), path + "top_k: 0 is too small; use 1 or more");
  EXPECT_EQ(refusal("gelu {} top_k: 9"), path + "top_k: 9 is more than num_experts 8; use at most that");
  EXPECT_EQ(refusal("gelu {} capacity_factor: 0"),
            path + "capacity_factor: 0 is out of range; use a finite number above 0");
  EXPECT_EQ(refusal("gelu {} load_balancing: -1"), path + "load_balancing: -1 is out of range; use 0 or more");
  EXPECT_EQ(refusal(""), path +
                             "expert: nothing is written; write relu, gelu, gelu_tanh, swiglu, geglu, reglu, glu, "
                             "bilinear or squared_relu");
}

}  // namespace
}  // namespace ceteris
