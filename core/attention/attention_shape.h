// The sizes of an attention layer, every one of them known: what the config leaves to be derived is derived here and
// only here. No LibTorch.
//
// Example:  const AttentionShape shape = ShapeOf(config.attention(), /*d_model=*/512);   // 8 heads of 64
#pragma once

#include <cstdint>

#include "core/attention/attention.pb.h"

namespace ceteris {

struct AttentionShape {
  int64_t d_model = 0;
  int64_t num_heads = 0;
  int64_t num_kv_heads = 0;    // divides num_heads
  int64_t head_dim = 0;        // of a query and a key; need not be d_model / num_heads
  int64_t value_head_dim = 0;  // of a value
  int64_t memory_d_model = 0;  // cross-attention: width of what keys and values are made from; 0: self-attention

  int64_t query_width() const { return num_heads * head_dim; }
  int64_t key_width() const { return num_kv_heads * head_dim; }
  int64_t value_width() const { return num_kv_heads * value_head_dim; }
  int64_t mixed_width() const { return num_heads * value_head_dim; }  // what the output projection reads
};

// The config must have passed ValidateAttention().
inline AttentionShape ShapeOf(const config::Attention& config, int64_t d_model) {
  AttentionShape shape;
  shape.d_model = d_model;
  shape.num_heads = config.num_heads();
  shape.num_kv_heads = config.num_kv_heads() == 0 ? config.num_heads() : config.num_kv_heads();
  shape.head_dim = config.head_dim() == 0 ? d_model / config.num_heads() : config.head_dim();
  shape.value_head_dim = config.value_head_dim() == 0 ? shape.head_dim : config.value_head_dim();
  return shape;
}

}  // namespace ceteris
