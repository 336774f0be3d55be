#include "core/testing/attention_oracle.h"

#include <ATen/ops/exp.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/zeros.h>

#include <cmath>
#include <vector>

namespace ceteris {
namespace {

at::Tensor Widened(const at::Tensor& a) { return a.detach().to(at::kCPU, at::kDouble); }

}  // namespace

at::Tensor AttentionOracle(const OracleInputs& inputs) {
  const int64_t batch = inputs.q.size(0), num_heads = inputs.q.size(1), query_len = inputs.q.size(2),
                head_dim = inputs.q.size(3);
  const int64_t num_kv_heads = inputs.k.size(1), key_len = inputs.k.size(2);
  const std::vector<int64_t> square = {batch, num_heads, query_len, key_len};
  const at::Tensor q = Widened(inputs.q), k = Widened(inputs.k), v = Widened(inputs.v);
  const at::Tensor all_visible = inputs.visible.defined() ? inputs.visible.expand(square) : at::ones(square, at::kBool);
  const at::Tensor all_bias =
      inputs.bias.defined() ? Widened(inputs.bias).expand(square) : at::zeros(square, at::kDouble);
  const at::Tensor sinks = inputs.sink.defined() ? Widened(inputs.sink).exp() : at::zeros({num_heads}, at::kDouble);
  const double scale = inputs.scale > 0 ? inputs.scale : 1 / std::sqrt(static_cast<double>(head_dim));
  const int64_t value_head_dim = v.size(3);
  const at::Tensor mixed = at::zeros({batch, num_heads, query_len, value_head_dim}, at::kDouble);
  const auto Q = q.accessor<double, 4>(), K = k.accessor<double, 4>(), V = v.accessor<double, 4>();
  const auto visible = all_visible.accessor<bool, 4>();
  const auto bias = all_bias.accessor<double, 4>();
  auto out = mixed.accessor<double, 4>();
  for (int64_t b = 0; b < batch; ++b) {
    for (int64_t h = 0; h < num_heads; ++h) {
      const int64_t g = h / (num_heads / num_kv_heads);
      for (int64_t i = 0; i < query_len; ++i) {
        std::vector<double> weight(key_len, 0.0);
        double total = sinks.const_data_ptr<double>()[h];
        for (int64_t j = 0; j < key_len; ++j) {
          if (!visible[b][h][i][j]) continue;
          double score = 0;
          for (int64_t d = 0; d < head_dim; ++d) score += Q[b][h][i][d] * K[b][g][j][d];
          score *= scale;
          if (inputs.soft_cap > 0) score = inputs.soft_cap * std::tanh(score / inputs.soft_cap);
          weight[j] = std::exp(score + bias[b][h][i][j]);
          total += weight[j];
        }
        for (int64_t j = 0; j < key_len && total > 0; ++j) {
          for (int64_t d = 0; d < value_head_dim; ++d) out[b][h][i][d] += weight[j] / total * V[b][g][j][d];
        }
      }
    }
  }
  return mixed;
}

}  // namespace ceteris
