// What every normalisation must do, whichever there are: the oneof is walked by reflection, so a new one is tested at
// once.
#include <ATen/TensorOperators.h>

#include <map>

#include "core/norm/norm_factory.h"
#include "core/norm/validate_norm.h"
#include "core/testing/every_variant.h"
#include "core/testing/gradient_check.h"
#include "core/testing/named_noise.h"
#include "core/testing/tensor_matchers.h"
#include "gtest/gtest.h"

namespace ceteris {
namespace {

constexpr int64_t kModel = 10;

struct Built {
  explicit Built(const config::Norm& config, at::ScalarType dtype = at::kDouble) {
    const Scope scope(&parameters, 1, at::TensorOptions().dtype(dtype));
    norm = BuildNorm(config, kModel, scope.Child("norm"));
    AddNamedNoise(parameters, 0.3);
  }
  ParameterSet parameters;
  std::unique_ptr<Norm> norm;
};

std::vector<config::Norm> Norms() { return EveryVariant(config::Norm(), "variant"); }

class NormConformanceTest : public testing::TestWithParam<config::Norm> {};

TEST_P(NormConformanceTest, ConfigIsValidByDefaultAndSurvivesText) {
  EXPECT_TRUE(ValidateNorm(GetParam(), "norm").ok());
  EXPECT_TRUE(RoundTripsThroughText(GetParam()));
  for (const config::Norm& wrong : WithNonsense(GetParam(), "variant"))
    EXPECT_FALSE(ValidateNorm(wrong, "norm").ok()) << wrong.ShortDebugString();
}

TEST_P(NormConformanceTest, KeepsShapeAndDtypeNearDoublePrecision) {
  const at::Tensor x = NamedNoise("x", {2, 5, kModel}, at::kDouble, 3);
  for (const auto& [dtype, tolerance] :
       {std::make_pair(at::kDouble, 0.0), std::make_pair(at::kFloat, 1e-5), std::make_pair(at::kBFloat16, 5e-2)}) {
    const at::Tensor y = Built(GetParam(), dtype).norm->Forward(x.to(dtype));
    EXPECT_EQ(y.scalar_type(), dtype);
    EXPECT_TRUE(TensorsNear(y, Built(GetParam()).norm->Forward(x), tolerance));
  }
}

TEST_P(NormConformanceTest, GradientsMatchDifferences) {
  const Built built(GetParam());
  const at::Tensor x = NamedNoise("x", {2, 5, kModel}, at::kDouble).set_requires_grad(true);
  std::vector<CheckedTensor> checked = CheckedParameters(built.parameters);
  checked.push_back({"x", x});
  EXPECT_TRUE(GradientsMatch([&] { return built.norm->Forward(x); }, checked));
}

// Otherwise a causal model would leak.
TEST_P(NormConformanceTest, EachTokenIsNormalisedByItself) {
  const Built built(GetParam());
  const at::Tensor x = NamedNoise("x", {2, 5, kModel}, at::kDouble), changed = x.clone();
  changed.select(1, 4).mul_(-7);
  EXPECT_TRUE(TensorsBitEqual(built.norm->Forward(x).narrow(1, 0, 4), built.norm->Forward(changed).narrow(1, 0, 4)));
}

TEST_P(NormConformanceTest, ParametersAreNotDecayed) {
  const Built built(GetParam());
  for (const Parameter& parameter : built.parameters.parameters()) EXPECT_EQ(parameter.decay, WeightDecay::kNoDecay);
}

INSTANTIATE_TEST_SUITE_P(Norms, NormConformanceTest, testing::ValuesIn(Norms()),
                         [](const auto& info) { return VariantName(info.param, "variant"); });

TEST(NormConformanceTest, EveryNormDiffersFromEveryOther) {  // and from nothing, which is no_norm
  const at::Tensor x = NamedNoise("x", {2, 5, kModel}, at::kDouble) + 0.5;
  std::map<std::string, at::Tensor> outputs;
  for (const config::Norm& config : Norms()) {
    const at::Tensor output = Built(config).norm->Forward(x);
    for (const auto& [name, other] : outputs)
      EXPECT_GT(LargestDifference(output, other), 1e-2) << VariantName(config, "variant") << " and " << name;
    outputs[VariantName(config, "variant")] = output;
  }
  EXPECT_GE(outputs.size(), 4u);
}

}  // namespace
}  // namespace ceteris
