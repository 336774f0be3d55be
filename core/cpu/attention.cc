#include "core/cpu/attention.h"

#include "core/cpu/exponential.h"
#include "core/cpu/kernels.h"
#include "core/cpu/matrix_tile.h"

namespace ceteris {
namespace CETERIS_INSTRUCTION_SET {
namespace {

inline int64_t Smaller(int64_t a, int64_t b) { return a < b ? a : b; }

// Rows of head_dim columns that products may read 16 columns at a time: in place, or copied where a row ends earlier.
HeadRows Padded(const HeadRows& rows, const AttentionHead& head, float* copy) {
  if (head.head_dim % kLanes == 0) return rows;
  const int64_t width = PaddedKeys(head.head_dim);
  for (int64_t i = 0; i < head.len; ++i) {
    for (int64_t c = 0; c < width; ++c) copy[i * width + c] = c < head.head_dim ? rows.data[i * rows.row + c] : 0.0f;
  }
  return {copy, width};
}

// [len, head_dim] -> [head_dim, PaddedKeys(len)], times `scale`.
void Transposed(const HeadRows& rows, const AttentionHead& head, float scale, float* to) {
  const int64_t width = PaddedKeys(head.len);
  for (int64_t i = 0; i < width; ++i) {
    for (int64_t c = 0; c < head.head_dim; ++c) {
      to[c * width + i] = i < head.len ? rows.data[i * rows.row + c] * scale : 0.0f;
    }
  }
}

// Softmax over the first `visible` of `width` scores, a multiple of 16; the others become 0.
void SoftmaxRow(float* row, int64_t visible, int64_t width) {
  Vector largest = BroadcastVector(-__builtin_inff());
  for (int64_t j = 0; j < width; j += kLanes) {
    const Vector x = FirstLanes(LoadVector(row + j), visible - j, -__builtin_inff());
    StoreVector(row + j, x);
    largest = Max(largest, x);  // x where it is NaN
  }
  const float shift = LargestOf(largest);
  const Vector shifts = BroadcastVector(shift == -__builtin_inff() ? 0.0f : shift);
  Vector sum = ZeroVector();
  for (int64_t j = 0; j < width; j += kLanes) {
    const Vector e = Exp(LoadVector(row + j) - shifts);
    StoreVector(row + j, e);
    sum = sum + e;
  }
  const float total = SumOf(sum);
  const Vector scale = BroadcastVector(total == 0.0f ? 0.0f : 1.0f / total);
  for (int64_t j = 0; j < width; j += kLanes) StoreVector(row + j, LoadVector(row + j) * scale);
}

// Keys that some query of the tile at `first` sees.
inline int64_t KeysOf(const AttentionHead& head, int64_t first) {
  return head.causal ? Smaller(head.len, first + kTileRows) : head.len;
}

// dP of the tile's rows -> dS, in place.
void SoftmaxGradientRow(const float* p, float* d, int64_t width) {
  Vector sum = ZeroVector();
  for (int64_t j = 0; j < width; j += kLanes) sum = Fma(LoadVector(p + j), LoadVector(d + j), sum);
  const Vector total = BroadcastVector(SumOf(sum));
  for (int64_t j = 0; j < width; j += kLanes) StoreVector(d + j, LoadVector(p + j) * (LoadVector(d + j) - total));
}

}  // namespace

void AttentionForward(const AttentionHead& head, const AttentionOutput& out) {
  const int64_t padded = PaddedKeys(head.len);
  float* const k_transposed = out.scratch;
  Transposed(head.k, head, head.scale, k_transposed);
  const HeadRows v = Padded(head.v, head, k_transposed + padded * PaddedKeys(head.head_dim));
  for (int64_t i = 0; i < head.len; i += kTileRows) {
    const int64_t rows = Smaller(kTileRows, head.len - i), keys = KeysOf(head, i), width = PaddedKeys(keys);
    float* const p = out.probabilities + i * padded;
    MatrixProduct scores{rows, width, head.head_dim, head.q.data + i * head.q.row, head.q.row, 1, k_transposed, padded};
    scores.c = p;
    scores.c_row = padded;
    MultiplyInTiles(scores);
    for (int64_t r = 0; r < rows; ++r) {
      if (head.bias != nullptr) {
        const float* const bias = head.bias + (i + r) * head.len;
        for (int64_t j = 0; j < keys; ++j) p[r * padded + j] += bias[j];
      }
      SoftmaxRow(p + r * padded, head.causal ? i + r + 1 : keys, width);
    }
    MatrixProduct mixing{rows, head.head_dim, keys, p, padded, 1, v.data, v.row};
    mixing.c = out.mixed.data + i * out.mixed.row;
    mixing.c_row = out.mixed.row;
    MultiplyInTiles(mixing);
  }
}

void AttentionBackward(const AttentionHead& head, const AttentionGradients& gradients) {
  const int64_t len = head.len, padded = PaddedKeys(len), room = padded * PaddedKeys(head.head_dim);
  float* const d_scores = gradients.scratch;  // [len, padded]
  float* const v_transposed = d_scores + padded * padded;
  Transposed(head.v, head, 1, v_transposed);
  const HeadRows k = Padded(head.k, head, v_transposed + room);
  for (int64_t i = 0; i < len; i += kTileRows) {
    const int64_t rows = Smaller(kTileRows, len - i), keys = KeysOf(head, i), width = PaddedKeys(keys);
    float* const d = d_scores + i * padded;
    MatrixProduct product{
        rows, width,        head.head_dim, gradients.d_mixed.data + i * gradients.d_mixed.row, gradients.d_mixed.row,
        1,    v_transposed, padded};
    product.c = d;
    product.c_row = padded;
    MultiplyInTiles(product);
    for (int64_t r = 0; r < rows; ++r) {
      SoftmaxGradientRow(gradients.probabilities + (i + r) * padded, d + r * padded, width);
      if (gradients.d_bias != nullptr) {
        float* const d_bias = gradients.d_bias + (i + r) * len;
        for (int64_t j = 0; j < keys; ++j) d_bias[j] += d[r * padded + j];
      }
      for (int64_t j = 0; j < width; j += kLanes) {
        StoreVector(d + r * padded + j, LoadVector(d + r * padded + j) * BroadcastVector(head.scale));
      }
    }
    MatrixProduct to_q{rows, head.head_dim, keys, d, padded, 1, k.data, k.row};
    to_q.c = gradients.d_q.data + i * gradients.d_q.row;
    to_q.c_row = gradients.d_q.row;
    MultiplyInTiles(to_q);
  }
  const HeadRows q = Padded(head.q, head, v_transposed + 2 * room);
  const HeadRows d_mixed = Padded(gradients.d_mixed, head, v_transposed + room);  // in the place of k
  for (int64_t j = 0; j < len; j += kTileRows) {
    const int64_t rows = Smaller(kTileRows, len - j), first = head.causal ? j : 0;
    const auto transposed_times = [&](const float* a, const HeadRows& b, const MutableHeadRows& c) {
      MatrixProduct product{rows,   head.head_dim,          len - first, a + first * padded + j, 1,
                            padded, b.data + first * b.row, b.row};
      product.c = c.data + j * c.row;
      product.c_row = c.row;
      if (gradients.add_to_k_v) {
        product.addend = product.c;
        product.addend_row = c.row;
      }
      MultiplyInTiles(product);
    };
    transposed_times(d_scores, q, gradients.d_k);
    transposed_times(gradients.probabilities, d_mixed, gradients.d_v);
  }
}

}  // namespace CETERIS_INSTRUCTION_SET
}  // namespace ceteris
