#include "core/attention/attention_flops.h"

#include <algorithm>

#include "core/attention/linear_chunk.h"

namespace ceteris {
namespace {

// Of a matrix product [rows, inner] x [inner, columns].
double Product(int64_t rows, int64_t inner, int64_t columns) {
  return 2.0 * static_cast<double>(rows) * static_cast<double>(inner) * static_cast<double>(columns);
}

// Keys at a distance below `window`, of a sequence of key_len.
int64_t KeysInWindow(int64_t window, int64_t key_len, bool causal) {
  return std::min(causal ? window : 2 * window - 1, key_len);
}

// Pairs of one query and one key whose product is a score, for one sequence.
double NumPairs(const config::Attention& config, const AttentionExtent& extent, bool causal) {
  const double query_len = static_cast<double>(extent.query_len), key_len = static_cast<double>(extent.key_len);
  switch (config.pattern_case()) {  // no default: a forgotten variant does not compile
    case config::Attention::kSlidingWindow:
      return query_len * static_cast<double>(KeysInWindow(config.sliding_window().window(), extent.key_len, causal));
    case config::Attention::kGlobalLocal: {
      const int64_t global = std::min<int64_t>(config.global_local().num_global(), extent.key_len);
      const int64_t near = KeysInWindow(config.global_local().window(), extent.key_len, causal);
      const double others = static_cast<double>(std::min(near + global, extent.key_len));
      // Without causality a global query sees all keys; with it, those before it are global too.
      const double rows = causal ? 0 : std::min(static_cast<double>(global), query_len);
      return (query_len - rows) * others + rows * key_len;
    }
    case config::Attention::kFull:
    case config::Attention::PATTERN_NOT_SET:
      break;
  }
  return query_len * key_len;
}

double SoftmaxFlops(const config::Attention& config, const AttentionShape& shape, const AttentionExtent& extent,
                    bool causal) {
  const bool cross = shape.memory_d_model > 0;
  const double pairs = cross ? static_cast<double>(extent.query_len) * static_cast<double>(extent.key_len)
                             : NumPairs(config, extent, causal);
  return 2 * pairs * static_cast<double>(extent.batch * shape.num_heads * (shape.head_dim + shape.value_head_dim));
}

double LinearFlops(const AttentionShape& shape, const AttentionExtent& extent, bool causal) {
  const int64_t channels = shape.value_head_dim + 1;  // and the sum of weights
  const int64_t rows = extent.batch * shape.num_heads * extent.query_len;
  const double sums = Product(extent.batch * shape.num_kv_heads * extent.key_len, shape.head_dim, channels);
  const double use = Product(rows, shape.head_dim, channels);
  return sums + use + (causal ? Product(rows, kLinearChunk, shape.head_dim + channels) : 0);
}

}  // namespace

double AttentionFlops(const config::Attention& config, const AttentionShape& shape, const AttentionExtent& extent,
                      bool causal) {
  const auto& [batch, query_len, key_len] = extent;
  const int64_t memory_width = shape.memory_d_model > 0 ? shape.memory_d_model : shape.d_model;
  const int64_t kv_rows = shape.memory_d_model > 0 ? key_len : query_len;  // cached keys are not projected again
  const double projections = Product(batch * query_len, shape.d_model, shape.query_width()) +
                             Product(batch * kv_rows, memory_width, shape.key_width() + shape.value_width()) +
                             Product(batch * query_len, shape.mixed_width(), shape.d_model);
  return projections + (config.has_linear_attention() ? LinearFlops(shape, extent, causal)
                                                      : SoftmaxFlops(config, shape, extent, causal));
}

}  // namespace ceteris
