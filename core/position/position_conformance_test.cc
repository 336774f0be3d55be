// What every positional scheme must do, whichever there are: the oneof is walked by reflection, so a new one is tested
// at once. What whole stacks must do with any of them is in core/block/stack_conformance_test.cc.
#include <ATen/TensorOperators.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/softmax.h>
#include <ATen/ops/tensor.h>

#include <cmath>
#include <limits>
#include <map>
#include <string>
#include <vector>

#include "core/position/consecutive_positions.h"
#include "core/position/position_factory.h"
#include "core/position/validate_position.h"
#include "core/testing/every_position.h"
#include "core/testing/gradient_check.h"
#include "core/testing/named_noise.h"
#include "core/testing/tensor_matchers.h"
#include "gtest/gtest.h"

namespace ceteris {
namespace {

constexpr int64_t kBatch = 2, kLen = 7, kHeads = 4, kHeadDim = 6, kModel = kHeads * kHeadDim;
constexpr PositionContext kContext{kModel, kHeadDim, kHeads, /*seq_len=*/32, /*causal=*/true};

struct Built {
  explicit Built(const config::Position& config, at::ScalarType dtype = at::kDouble) {
    const Scope scope(&parameters, 1, at::TensorOptions().dtype(dtype));
    scheme = BuildPosition(config, kContext, {scope.Child("embedding"), scope.Child("decoder"), Normal(0.02)});
    AddNamedNoise(parameters, 0.3);
  }
  ParameterSet parameters;
  std::unique_ptr<PositionalScheme> scheme;
};

// One causal head-by-head self-attention that calls the scheme at all its places. x: [batch, len, kModel].
at::Tensor Attend(const PositionalScheme& scheme, const at::Tensor& x, const at::Tensor& positions) {
  const at::Tensor y = scheme.AddToEmbeddings(x, positions);
  const auto heads = [&](const char* name) {
    const at::Tensor projected = at::matmul(y, NamedNoise(name, {kModel, kModel}, x.scalar_type(), 0.3));
    return projected.view({x.size(0), x.size(1), kHeads, kHeadDim}).transpose(1, 2);
  };
  const at::Tensor q = scheme.RotateQuery(heads("query"), positions), k = scheme.RotateKey(heads("key"), positions);
  const ScorePlace place{positions, positions};
  at::Tensor scores = scheme.AdjustScores(at::matmul(q, k.transpose(2, 3)), q, k, place) / std::sqrt(kHeadDim);
  const at::Tensor bias = scheme.ScoreBias(positions, positions);
  if (bias.defined()) scores = scores + bias;
  const at::Tensor hidden = at::ones({x.size(1), x.size(1)}, at::kBool).triu(1);
  scores = scores.masked_fill(hidden, -std::numeric_limits<double>::infinity());
  const at::Tensor probabilities = at::softmax(scores, -1).to(x.scalar_type());
  return scheme.AddToMixed(at::matmul(probabilities, heads("value")), probabilities, place).transpose(1, 2).flatten(2);
}

class PositionConformanceTest : public testing::TestWithParam<NamedPosition> {
 protected:
  const config::Position& config() const { return GetParam().config; }
};

TEST_P(PositionConformanceTest, ConfigIsValidByDefaultAndSurvivesText) {
  EXPECT_TRUE(ValidatePosition(config(), kContext, "position").ok());
  EXPECT_TRUE(RoundTripsThroughText(config()));
}

TEST_P(PositionConformanceTest, RefusesNonsenseInEveryField) {
  std::vector<config::Position> all = WithNonsense(config(), "scheme");
  if (config().has_rotary() && config().rotary().scaling_case() != config::Rotary::SCALING_NOT_SET) {
    for (const config::Rotary& wrong : WithNonsense(config().rotary(), "scaling")) {
      all.push_back(config());
      *all.back().mutable_rotary() = wrong;
    }
  }
  for (const config::Position& wrong : all) {
    const absl::Status status = ValidatePosition(wrong, kContext, "position");
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << wrong.ShortDebugString() << " " << status;
  }
}

TEST_P(PositionConformanceTest, KeepsShapeAndDtype) {
  for (const at::ScalarType dtype : {at::kFloat, at::kDouble, at::kBFloat16}) {
    const Built built(config(), dtype);
    const at::Tensor x = NamedNoise("x", {kBatch, kLen, kModel}, dtype),
                     q = NamedNoise("q", {kBatch, kHeads, kLen, kHeadDim}, dtype);
    for (const at::Tensor& positions :
         {ConsecutivePositions(0, kLen, at::kCPU), ConsecutivePositions(0, kLen, at::kCPU).clone()}) {
      for (const auto& [in, out] : {std::make_pair(x, built.scheme->AddToEmbeddings(x, positions)),
                                    std::make_pair(q, built.scheme->RotateQuery(q, positions)),
                                    std::make_pair(q, built.scheme->RotateKey(q, positions))}) {
        EXPECT_EQ(out.sizes(), in.sizes());
        EXPECT_EQ(out.scalar_type(), dtype);
      }
      const at::Tensor scores = NamedNoise("s", {kBatch, kHeads, kLen, kLen}, dtype);
      const ScorePlace place{positions, positions};
      for (const auto& [in, out] : {std::make_pair(scores, built.scheme->AdjustScores(scores, q, q, place)),
                                    std::make_pair(q, built.scheme->AddToMixed(q, scores, place))}) {
        EXPECT_EQ(out.sizes(), in.sizes());
        EXPECT_EQ(out.scalar_type(), dtype);
      }
      const at::Tensor bias = built.scheme->ScoreBias(ConsecutivePositions(4, 3, at::kCPU), positions);
      if (!bias.defined()) continue;
      EXPECT_EQ(bias.sizes(), at::IntArrayRef({1, kHeads, 3, kLen}));
      EXPECT_EQ(bias.scalar_type(), dtype == at::kBFloat16 ? at::kFloat : dtype);
      EXPECT_EQ(bias.requires_grad(), built.scheme->score_bias_requires_grad());
    }
  }
}

// Slices of kept tables and numbers computed from the positions must be one thing.
TEST_P(PositionConformanceTest, RecognisedAndGivenPositionsAgree) {
  const Built built(config());
  const at::Tensor x = NamedNoise("x", {kBatch, kLen, kModel}, at::kDouble);
  for (const int64_t start : {0, 1, 25}) {
    const at::Tensor positions = ConsecutivePositions(start, kLen, at::kCPU);
    EXPECT_TRUE(TensorsNear(Attend(*built.scheme, x, positions), Attend(*built.scheme, x, positions.clone()), 1e-12))
        << start;
  }
}

TEST_P(PositionConformanceTest, SequencesOfABatchHaveTheirOwnPositions) {
  const Built built(config());
  const at::Tensor x = NamedNoise("x", {2, 4, kModel}, at::kDouble);
  const at::Tensor positions = at::tensor({0, 1, 2, 3, 9, 2, 2, 30}, at::kLong).view({2, 4});
  const at::Tensor both = Attend(*built.scheme, x, positions);
  for (int64_t b = 0; b < 2; ++b) {
    EXPECT_TRUE(
        TensorsNear(both.narrow(0, b, 1), Attend(*built.scheme, x.narrow(0, b, 1), positions.narrow(0, b, 1)), 1e-12))
        << b;
  }
}

TEST_P(PositionConformanceTest, IsAFunctionOfItsInputs) {
  const Built built(config(), at::kFloat);
  const at::Tensor x = NamedNoise("x", {kBatch, kLen, kModel}, at::kFloat),
                   positions = ConsecutivePositions(0, kLen, at::kCPU);
  const at::Tensor once = Attend(*built.scheme, x, positions);
  Attend(*built.scheme, x.narrow(1, 0, 3), ConsecutivePositions(20, 3, at::kCPU));
  EXPECT_TRUE(TensorsBitEqual(once, Attend(*built.scheme, x, positions)));
}

TEST_P(PositionConformanceTest, GradientsMatchDifferences) {
  const Built built(config());
  const at::Tensor x = NamedNoise("x", {kBatch, kLen, kModel}, at::kDouble).set_requires_grad(true);
  std::vector<CheckedTensor> checked = CheckedParameters(built.parameters);
  checked.push_back({"x", x});
  for (const at::Tensor& positions :
       {ConsecutivePositions(0, kLen, at::kCPU), ConsecutivePositions(0, kLen, at::kCPU).clone()}) {
    EXPECT_TRUE(GradientsMatch([&] { return Attend(*built.scheme, x, positions); }, checked));
  }
}

INSTANTIATE_TEST_SUITE_P(Schemes, PositionConformanceTest, testing::ValuesIn(EveryPosition()),
                         [](const auto& info) { return info.param.name; });

// A scheme that does nothing, or what another does, is a mistake.
TEST(PositionConformanceTest, EverySchemeDiffersFromEveryOther) {
  const at::Tensor x = NamedNoise("x", {kBatch, kLen, kModel}, at::kDouble),
                   positions = ConsecutivePositions(2, kLen, at::kCPU);
  std::map<std::string, at::Tensor> outputs;
  for (const NamedPosition& position : EveryPosition()) {
    const at::Tensor output = Attend(*Built(position.config).scheme, x, positions);
    for (const auto& [name, other] : outputs)
      EXPECT_GT(LargestDifference(output, other), 1e-3) << position.name << " and " << name;
    outputs[position.name] = output;
  }
  EXPECT_GE(outputs.size(), 13u);
}

}  // namespace
}  // namespace ceteris
