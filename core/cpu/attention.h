// Self-attention of one head over one sequence that is short enough to keep its probabilities.
//
// Vaswani et al. 2017, arXiv:1706.03762, eq. (1). A key behind the last visible one costs nothing: with `causal` half
// of the scores are never computed. P is kept for the backward pass: computing it again made that 1.6 times as slow.
//   P = softmax(q k^T scale + bias)        mixed = P v
//   dP = d_mixed v^T        dS = P (dP - rowsum(P dP))        dq = scale dS k        dk = scale dS^T q        dv = P^T
//   d_mixed
#pragma once

#include <cstdint>

namespace ceteris {

// A matrix [len, head_dim] within a larger tensor.
struct HeadRows {
  const float* data = nullptr;
  int64_t row = 0;  // elements from one row to the next
};
struct MutableHeadRows {
  float* data = nullptr;
  int64_t row = 0;
};

struct AttentionHead {
  int64_t len = 0, head_dim = 0;
  HeadRows q, k, v;
  float scale = 1;
  bool causal = false;          // query i sees keys 0 .. i, whatever the bias says
  const float* bias = nullptr;  // [len, len], -inf where a key is hidden; or nothing
};

// Keys are padded to whole vectors.
inline int64_t PaddedKeys(int64_t len) { return (len + 15) / 16 * 16; }
// Room for what the kernels keep while they run, in floats.
inline int64_t AttentionScratch(int64_t len, int64_t head_dim) {
  return PaddedKeys(len) * (PaddedKeys(len) + 4 * PaddedKeys(head_dim));
}

// probabilities: [len, PaddedKeys(len)], written for the backward pass. A query that sees no key mixes to 0.
struct AttentionOutput {
  float* probabilities = nullptr;
  MutableHeadRows mixed;
  float* scratch = nullptr;
};

struct AttentionGradients {
  const float* probabilities = nullptr;
  HeadRows d_mixed;
  MutableHeadRows q_gradient, k_gradient, v_gradient;
  bool add_to_k_v = false;  // another query head has written k_gradient and v_gradient
  float* d_bias = nullptr;  // [len, len], added to; or nothing
  float* scratch = nullptr;
};

}  // namespace ceteris
