// How large gradients are in every block of a stack at initialisation, with the norm before the sublayer and after the
// sum, for 2 to 64 blocks: the quantities of core/block/gradient_flow_test, block by block, as the geometric mean over
// seeds. Xiong et al. 2020, arXiv:2002.04745, theorem 1 and figure 3: Xavier weights, no dropout; float64, d_model 32.
// Prints rows for print_line_charts, and to standard error how far seeds lie apart.
//
//   bazel-bin/tools/benchmark/gradient_flow > gradient_flow.csv
#include <ATen/Parallel.h>
#include <ATen/TensorOperators.h>
#include <ATen/ops/norm.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "core/attention/attention_mask.h"
#include "core/block/block.h"
#include "core/norm/norm_factory.h"
#include "core/position/consecutive_positions.h"
#include "core/position/none.h"
#include "core/tensor/parameter_set.h"
#include "core/testing/default_choices.h"
#include "core/testing/named_noise.h"
#include "google/protobuf/text_format.h"

namespace ceteris {
namespace {

constexpr int64_t kBatch = 8, kLen = 32, kModel = 32;
constexpr int kSeeds = 5;
constexpr int kDepths[] = {2, 4, 8, 16, 32, 64};

struct GradientFlow {
  std::vector<double> stream;   // norm of the gradient of each block's input, from the first block to the last
  std::vector<double> weights;  // of each block's outer feed-forward matrix
};

config::Stack Parse(const std::string& residual) {
  config::Stack config;
  const std::string text = absl::StrCat("d_model: ", kModel, " attention { num_heads: 2 } feed_forward { relu {} } ",
                                        "norm { layer_norm {} } position { none {} } ", residual);
  TORCH_CHECK(google::protobuf::TextFormat::ParseFromString(text, &config), text);
  WriteDefaultChoices(&config);
  return config;
}

GradientFlow FlowThrough(const config::Stack& config, int depth, int seed) {
  ParameterSet parameters;
  const Scope scope(&parameters, seed, at::TensorOptions().dtype(at::kDouble));
  const XavierUniform xavier;
  StackContext context{scope.Child("embedding"), xavier, xavier};
  context.seq_len = kLen;
  const None none;
  const at::Tensor places = ConsecutivePositions(0, kLen, at::kCPU);
  const BlockInputs inputs{MakeAttentionMask(/*causal=*/true, places, places, {}, {})};
  const std::vector<int64_t> shape = {kBatch, kLen, kModel};
  std::vector<at::Tensor> stream = {NamedNoise(absl::StrCat("x", seed), shape, at::kDouble).requires_grad_()};
  for (int layer = 0; layer < depth; ++layer) {
    const Block block(config, context, {&none, layer}, scope.Child(layer));
    stream.push_back(block.Forward(stream.back(), inputs, {}));
    stream.back().retain_grad();
  }
  const std::unique_ptr<Norm> norm = BuildNorm(config.norm(), kModel, scope.Child("norm"));
  const at::Tensor y = config.has_pre_norm() ? norm->Forward(stream.back()) : stream.back();
  (y * NamedNoise(absl::StrCat("gradient", seed), shape, at::kDouble)).sum().backward();
  GradientFlow flow;
  for (int layer = 0; layer < depth; ++layer) {
    const at::Tensor weight = parameters.FindOne(absl::StrCat(layer, ".feed_forward.outer.weight"))->tensor;
    flow.stream.push_back(stream[layer].grad().norm().item<double>());
    flow.weights.push_back(weight.grad().norm().item<double>());
  }
  return flow;
}

// The geometric mean of one number over seeds, and how far they lie apart.
class OverSeeds {
 public:
  void Add(double value) {
    log_sum_ += std::log(value);
    low_ = count_ == 0 ? value : std::min(low_, value);
    high_ = std::max(high_, value);
    ++count_;
  }
  double mean() const { return std::exp(log_sum_ / count_); }
  double spread() const { return high_ / low_; }

 private:
  double log_sum_ = 0, low_ = 0, high_ = 0;
  int count_ = 0;
};

struct Point {
  std::string chart, x_label, series;
  int x;
};

std::string Row(const Point& point, const OverSeeds& values) {
  return absl::StrFormat("%s,%s,norm of the gradient,%s,%d,%.5g\n", point.chart, point.x_label, point.series, point.x,
                         values.mean());
}

struct Rows {
  std::string by_depth, by_block;
};

void Study(const std::string& name, const std::string& residual, Rows* rows) {
  const config::Stack config = Parse(residual);
  double last = 1, any = 1;
  for (const int depth : kDepths) {
    std::vector<OverSeeds> stream(depth), weights(depth);
    for (int seed = 1; seed <= kSeeds; ++seed) {
      const GradientFlow flow = FlowThrough(config, depth, seed);
      for (int layer = 0; layer < depth; ++layer) {
        stream[layer].Add(flow.stream[layer]);
        weights[layer].Add(flow.weights[layer]);
      }
    }
    const std::string series = absl::StrCat(depth, " blocks");
    for (int layer = 0; layer < depth; ++layer) {
      rows->by_block += Row({name + ": weights of each block", "block", series, layer + 1}, weights[layer]);
      rows->by_block += Row({name + ": residual stream into each block", "block", series, layer + 1}, stream[layer]);
      any = std::max({any, stream[layer].spread(), weights[layer].spread()});
    }
    rows->by_depth += Row({"Weights of the last block", "blocks in the stack", name, depth}, weights.back());
    rows->by_depth += Row({"Weights of the first block", "blocks in the stack", name, depth}, weights.front());
    last = std::max(last, weights.back().spread());
  }
  std::fprintf(stderr,
               "%s: two of %d seeds differ at most %.3g times in the last block's weights, %.3g times anywhere\n",
               name.c_str(), kSeeds, last, any);
}

}  // namespace
}  // namespace ceteris

int main() {
  at::set_num_threads(1);
  ceteris::Rows rows;
  ceteris::Study("Pre-norm", "pre_norm {}", &rows);
  ceteris::Study("Post-norm", "post_norm {}", &rows);
  std::printf("chart,x_label,y_label,series,x,y\n%s%s", rows.by_depth.c_str(), rows.by_block.c_str());
}
