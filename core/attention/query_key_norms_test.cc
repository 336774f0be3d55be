// Every query-key norm against its equation in plain loops, and by reflection: none is what another is.
#include <ATen/TensorOperators.h>
#include <ATen/ops/zeros.h>

#include <cmath>
#include <map>
#include <memory>
#include <string>

#include "core/attention/query_key_norm_factory.h"
#include "core/testing/every_variant.h"
#include "core/testing/gradient_check.h"
#include "core/testing/named_noise.h"
#include "core/testing/tensor_matchers.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"

namespace ceteris {
namespace {

constexpr int64_t kChannels = 6;

struct Built {
  explicit Built(const config::Attention& config, at::ScalarType dtype = at::kDouble, int64_t seq_len = 16) {
    const Scope scope(&parameters, 1, at::TensorOptions().dtype(dtype));
    norm = BuildQueryKeyNorm(config, {kChannels, seq_len}, scope.Child("attention"));
    AddNamedNoise(parameters, 0.3);
  }
  explicit Built(const std::string& text, at::ScalarType dtype = at::kDouble, int64_t seq_len = 16)
      : Built(Parse(text), dtype, seq_len) {}
  static config::Attention Parse(const std::string& text) {
    config::Attention config;
    EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &config)) << text;
    return config;
  }
  at::Tensor Weight(const std::string& name) const { return parameters.FindOne("attention." + name)->tensor.detach(); }
  ParameterSet parameters;
  std::unique_ptr<QueryKeyNorm> norm;
};

at::Tensor Input(at::ScalarType dtype = at::kDouble) { return NamedNoise("x", {2, 3, 5, kChannels}, dtype, 2); }

// One head of one token: x [channels].
using Equation = std::vector<double> (*)(const std::vector<double>& x, double epsilon);

std::vector<double> Rms(const std::vector<double>& x, double epsilon) {
  double squares = 0;
  for (const double value : x) squares += value * value;
  std::vector<double> y;
  for (const double value : x) y.push_back(value / std::sqrt(squares / static_cast<double>(x.size()) + epsilon));
  return y;
}

std::vector<double> Layer(const std::vector<double>& x, double epsilon) {
  double mean = 0;
  for (const double value : x) mean += value / static_cast<double>(x.size());
  std::vector<double> centred;
  for (const double value : x) centred.push_back(value - mean);
  return Rms(centred, epsilon);
}

void ExpectEquation(const at::Tensor& y, const at::Tensor& x, const at::Tensor& gains, Equation equation,
                    double epsilon) {
  const at::Tensor rows = x.reshape({-1, kChannels}), results = y.reshape({-1, kChannels});
  for (int64_t row = 0; row < rows.size(0); ++row) {
    std::vector<double> values(rows[row].const_data_ptr<double>(), rows[row].const_data_ptr<double>() + kChannels);
    const std::vector<double> expected = equation(values, epsilon);
    for (int64_t c = 0; c < kChannels; ++c)
      EXPECT_NEAR(results[row][c].item<double>(), expected[c] * gains[c].item<double>(), 1e-12);
  }
}

TEST(QueryKeyNormsTest, RmsAndLayerNormAreTheirEquations) {
  for (const double epsilon : {1e-6, 0.5}) {
    const std::string text = "{ epsilon: " + std::to_string(epsilon) + " }";
    const Built rms("rms_query_key_norm " + text), layer("layer_query_key_norm " + text);
    ExpectEquation(rms.norm->Query(Input()), Input(), rms.Weight("query_norm.weight"), Rms, epsilon);
    ExpectEquation(rms.norm->Key(Input()), Input(), rms.Weight("key_norm.weight"), Rms, epsilon);
    ExpectEquation(layer.norm->Query(Input()), Input(), layer.Weight("query_norm.weight"), Layer, epsilon);
    ExpectEquation(layer.norm->Key(Input()), Input(), layer.Weight("key_norm.weight"), Layer, epsilon);
    EXPECT_DOUBLE_EQ(rms.norm->DefaultScale(16), 0.25);
  }
}

// Scores are cosines times g, whatever the lengths were.
TEST(QueryKeyNormsTest, L2MakesCosines) {
  const Built built("l2_query_key_norm {}");
  EXPECT_EQ(built.norm->DefaultScale(16), 1);
  const at::Tensor q = built.norm->Query(Input()), k = built.norm->Key(Input() * 7);
  const double g = built.Weight("query_key_norm.scale")[0].item<double>();
  EXPECT_TRUE(TensorsNear((q * k).sum(-1), at::zeros({2, 3, 5}, at::kDouble) + g, 1e-9));
}

TEST(QueryKeyNormsTest, L2StartsFromTheLengthOfItsSequences) {
  const auto start = [](const std::string& text, int64_t seq_len) {
    ParameterSet parameters;
    BuildQueryKeyNorm(Built::Parse(text), {kChannels, seq_len}, Scope(&parameters, 1, at::kDouble));
    return parameters.parameters().front().tensor.item<double>();
  };
  EXPECT_NEAR(start("l2_query_key_norm {}", 64), std::log2(64.0 * 64 - 64), 1e-6);
  EXPECT_NEAR(start("l2_query_key_norm {}", 1), 1, 1e-6) << "log2(2^2 - 2)";
  EXPECT_EQ(start("l2_query_key_norm { initial_scale: 2.5 }", 64), 2.5);
}

TEST(QueryKeyNormsTest, EachHasGradientsAndNoneIsAnother) {
  std::map<std::string, at::Tensor> outputs;
  for (const auto& config : EveryVariant(config::Attention(), "query_key_norm")) {
    const std::string name = VariantName(config, "query_key_norm");
    const Built built(config);
    const at::Tensor x = Input().clone().set_requires_grad(true);
    std::vector<CheckedTensor> checked = CheckedParameters(built.parameters);
    checked.push_back({"x", x});
    const auto scores = [&] { return built.norm->Query(x).matmul(built.norm->Key(x).transpose(2, 3)); };
    EXPECT_TRUE(GradientsMatch(scores, checked)) << name;
    for (const auto& [other_name, other] : outputs)
      EXPECT_GT(LargestDifference(scores(), other), 1e-3) << name << " and " << other_name;
    outputs[name] = scores().detach();
  }
}

TEST(QueryKeyNormsTest, AZeroVectorAndLowPrecisionStayFinite) {
  for (const auto& config : EveryVariant(config::Attention(), "query_key_norm")) {
    const std::string name = VariantName(config, "query_key_norm");
    for (const at::ScalarType dtype : {at::kFloat, at::kBFloat16}) {
      const Built built(config, dtype);
      at::Tensor x = Input(dtype).clone();
      x.select(2, 1).zero_();
      x.set_requires_grad(true);
      const at::Tensor q = built.norm->Query(x), k = built.norm->Key(x);
      EXPECT_EQ(q.scalar_type(), dtype) << name;
      const at::Tensor exact = Built(config).norm->Query(Input());
      EXPECT_TRUE(TensorsNear(q.select(2, 0), exact.select(2, 0), dtype == at::kFloat ? 1e-4 : 0.15)) << name;
      (q + k).sum().backward();
      EXPECT_TRUE(AllFinite(x.grad())) << name;
    }
  }
}

}  // namespace
}  // namespace ceteris
