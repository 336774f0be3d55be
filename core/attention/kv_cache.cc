#include "core/attention/kv_cache.h"

#include <ATen/ops/zeros.h>
#include <c10/util/Exception.h>

#include <algorithm>

#include "core/position/consecutive_positions.h"

namespace ceteris {

KvCache::KvCache(const KvCacheSize& size, at::TensorOptions options)
    : max_len_(size.max_len),
      keys_(at::zeros({size.num_layers, size.batch, size.num_kv_heads, size.max_len, size.head_dim},
                      options.requires_grad(false))),
      values_(at::zeros({size.num_layers, size.batch, size.num_kv_heads, size.max_len, size.value_head_dim},
                        options.requires_grad(false))),
      lengths_(size.num_layers, 0) {
  TORCH_CHECK(size.num_layers > 0, "a cache of no layers");
}

std::pair<at::Tensor, at::Tensor> KvCache::Append(int layer, const at::Tensor& k, const at::Tensor& v) {
  TORCH_CHECK(!k.requires_grad() && !v.requires_grad(), "a KV cache is for inference: evaluate under c10::NoGradGuard");
  int64_t& length = lengths_.at(layer);
  const int64_t new_keys = k.size(2);
  TORCH_CHECK(length + new_keys <= max_len_, "the cache holds ", max_len_, " tokens; ", length, " are there and ",
              new_keys, " come");
  const at::Tensor keys = keys_.select(0, layer),
                   values = values_.select(0, layer);  // [batch, num_kv_heads, max_len, head_dim]
  keys.narrow(2, length, new_keys).copy_(k);
  values.narrow(2, length, new_keys).copy_(v);
  length += new_keys;
  return {keys.narrow(2, 0, length), values.narrow(2, 0, length)};
}

at::Tensor KvCache::AppendPositions(const at::Tensor& positions) {
  const int64_t length = this->length(), total = length + positions.size(1);
  TORCH_CHECK(total <= max_len_, "the cache holds ", max_len_, " tokens; ", length, " are there and ",
              positions.size(1), " come");
  const absl::optional<int64_t> start = ConsecutiveStart(positions);
  consecutive_ = (length == 0 || consecutive_) && start.has_value() && *start == length;
  if (consecutive_) return ConsecutivePositions(0, total, positions.device());
  if (!positions_.defined()) {
    // What came before, if anything, was consecutive.
    positions_ = ConsecutivePositions(0, max_len_, positions.device()).expand({keys_.size(1), max_len_}).clone();
  }
  positions_.narrow(1, length, positions.size(1)).copy_(positions);
  return positions_.narrow(1, 0, total);
}

void KvCache::Clear() {
  std::fill(lengths_.begin(), lengths_.end(), 0);
  positions_ = at::Tensor();
  consecutive_ = true;
}

}  // namespace ceteris
