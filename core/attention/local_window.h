// Which keys are near a query, by their places in the sequence: position numbers do not matter, as for causality.
//
// Example:  at::Tensor near = WithinWindow(/*window=*/128, query_len, key_len, device);
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

namespace ceteris {

// [1, 1, query_len, key_len] bool: |i - j| < window, where query i of query_len stands at place key_len - query_len +
// i.
at::Tensor WithinWindow(int64_t window, int64_t query_len, int64_t key_len, const at::Device& device);

}  // namespace ceteris
