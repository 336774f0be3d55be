// The sizes that a positional scheme follows from, known before anything is built. No LibTorch.
#pragma once

#include <cstdint>

#include "core/position/position.pb.h"

namespace ceteris {

struct PositionContext {
  int64_t d_model = 0;
  int64_t head_dim = 0;
  int64_t num_heads = 0;
  int64_t seq_len = 0;  // the longest sequence that is trained on
  bool causal = true;   // a decoder; an encoder looks both ways
  int64_t num_layers = 1;
  int64_t value_head_dim = 0;  // width of a value; 0: head_dim

  int64_t value_width() const { return value_head_dim == 0 ? head_dim : value_head_dim; }
};

// What the scheme sees: with randomised positions, all that are drawn from are trained.
inline PositionContext SchemeContext(const config::Position& config, PositionContext context) {
  if (config.has_randomised()) context.seq_len = config.randomised().max_positions();
  return context;
}

// How many positions have a learned vector: 0 in the config means seq_len.
inline int64_t NumLearnedPositions(const config::Learned& config, const PositionContext& context) {
  return config.max_positions() == 0 ? context.seq_len : config.max_positions();
}

}  // namespace ceteris
