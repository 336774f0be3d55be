#include "core/attention/local_window.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/arange.h>

namespace ceteris {

at::Tensor WithinWindow(int64_t window, int64_t query_len, int64_t key_len, const at::Device& device) {
  const auto options = at::TensorOptions().dtype(at::kLong).device(device);
  const at::Tensor queries = at::arange(key_len - query_len, key_len, options).view({1, 1, query_len, 1});
  const at::Tensor keys = at::arange(0, key_len, options).view({1, 1, 1, key_len});
  return (queries - keys).abs().lt(window);  // [1, 1, query_len, key_len]
}

}  // namespace ceteris
