// How the gradient of the residual stream runs through a deep stack at initialisation, with the norm before the
// sublayer and after the sum.
//
// Xiong et al. 2020, arXiv:2002.04745, theorem 1, with Xavier weights as there: the gradient of the last layer's
// weights does not depend on the depth L with post-norm and falls as 1 / sqrt(L) with pre-norm. That is where warm-up
// comes from. With pre-norm every block adds to what flows down, and nothing takes away, so the first blocks get most;
// with post-norm the first and the last get about the same.
#include <ATen/TensorOperators.h>
#include <ATen/ops/norm.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "core/attention/attention_mask.h"
#include "core/block/block.h"
#include "core/norm/norm_factory.h"
#include "core/position/consecutive_positions.h"
#include "core/testing/named_noise.h"
#include "core/testing/small_stack.h"

namespace ceteris {
namespace {

constexpr int64_t kBatch = 8, kLen = 32, kModel = 32;
const std::vector<int> kDepths = {2, 4, 8, 16, 32, 64};

struct GradientFlow {
  std::vector<double> stream;  // norm of the gradient of each block's input, from the first block to the last
  double last_weights = 0;     // of the last block's outer projection
};

GradientFlow FlowThrough(const std::string& residual, int depth) {
  const config::Stack config = SmallStack(absl::StrCat("d_model: ", kModel, " feed_forward { relu {} } ", residual));
  ParameterSet parameters;
  const Scope scope(&parameters, /*seed=*/1, at::TensorOptions().dtype(at::kDouble));
  const XavierUniform xavier;
  StackContext context{scope.Child("embedding"), xavier, xavier};
  context.seq_len = kLen;
  const PositionalScheme none;
  const at::Tensor places = ConsecutivePositions(0, kLen, at::kCPU);
  const BlockInputs inputs{MakeAttentionMask(/*causal=*/true, places, places, {}, {})};
  std::vector<at::Tensor> stream = {NamedNoise("x", {kBatch, kLen, kModel}, at::kDouble).requires_grad_()};
  for (int layer = 0; layer < depth; ++layer) {
    const Block block(config, context, {&none, layer}, scope.Child(layer));
    stream.push_back(block.Forward(stream.back(), inputs, {}));
    stream.back().retain_grad();
  }
  const std::unique_ptr<Norm> norm = BuildNorm(config.norm(), kModel, scope.Child("norm"));
  const at::Tensor y = config.has_pre_norm() ? norm->Forward(stream.back()) : stream.back();
  (y * NamedNoise("gradient", y.sizes(), at::kDouble)).sum().backward();
  GradientFlow flow;
  for (int layer = 0; layer < depth; ++layer) flow.stream.push_back(stream[layer].grad().norm().item<double>());
  const std::string last = absl::StrCat(depth - 1, ".feed_forward.outer.weight");
  flow.last_weights = parameters.FindOne(last)->tensor.grad().norm().item<double>();
  std::printf("%-12s %2d layers: stream %9.3g at the first, %9.3g at the last; weights of the last %9.3g\n",
              residual.c_str(), depth, flow.stream.front(), flow.stream.back(), flow.last_weights);
  return flow;
}

TEST(GradientFlowTest, PreNormAddsOnTheWayDownAndTheLastLayerFallsWithTheDepth) {
  const double shallow = FlowThrough("pre_norm {}", 2).last_weights;
  for (const int depth : kDepths) {
    const GradientFlow flow = FlowThrough("pre_norm {}", depth);
    EXPECT_NEAR(flow.last_weights / shallow * std::sqrt(depth / 2.0), 1, 0.4) << depth;
    EXPECT_GT(flow.stream.front() / flow.stream.back(), 1) << depth;
    for (int layer = 1; layer < depth; ++layer) EXPECT_LT(flow.stream[layer], 1.05 * flow.stream[layer - 1]) << layer;
  }
}

TEST(GradientFlowTest, PostNormsLastLayerDoesNotKnowTheDepth) {
  const double shallow = FlowThrough("post_norm {}", 2).last_weights;
  for (const int depth : kDepths) {
    const GradientFlow flow = FlowThrough("post_norm {}", depth);
    EXPECT_NEAR(flow.last_weights / shallow, 1, 0.3) << depth;
    EXPECT_GT(flow.stream.front() / flow.stream.back(), 0.3) << depth;
    EXPECT_LT(flow.stream.front() / flow.stream.back(), 3) << depth;
  }
}

}  // namespace
}  // namespace ceteris
