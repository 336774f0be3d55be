// The heads of an attention layer, normed and with positions rotated into them already.
#pragma once

#include <ATen/core/Tensor.h>

namespace ceteris {

struct QueryKeyValue {
  at::Tensor q;  // [batch, num_heads, query_len, head_dim]
  at::Tensor k;  // [batch, num_kv_heads, key_len, head_dim]
  at::Tensor v;  // [batch, num_kv_heads, key_len, value_head_dim]
};

}  // namespace ceteris
