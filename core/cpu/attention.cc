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

// The rows of one tile, [count, width] with `stride` floats from one to the next. Each step is done for all rows before
// the next: their sums and maxima are chains of dependent instructions, which then run side by side.
struct TileRows {
  float* data;
  int64_t stride, count, width;  // width: a multiple of 16

  float* operator[](int64_t r) const { return data + r * stride; }
};

// Softmax over the first visible + r * step scores of row r; the others become 0.
void Softmax(const TileRows& rows, int64_t visible, int64_t step) {
  const float lowest = -__builtin_inff();
  float shift[kTileRows], total[kTileRows];
  for (int64_t r = 0; r < rows.count; ++r) {
    Vector largest = BroadcastVector(lowest);
    for (int64_t j = 0; j < rows.width; j += kLanes) {
      Vector x = LoadVector(rows[r] + j);
      if (j + kLanes > visible + r * step) {
        x = FirstLanes(x, visible + r * step - j, lowest);
        StoreVector(rows[r] + j, x);
      }
      largest = Max(largest, x);  // x where it is NaN
    }
    shift[r] = LargestOf(largest);
  }
  for (int64_t r = 0; r < rows.count; ++r) {
    const Vector shifts = BroadcastVector(shift[r] == lowest ? 0.0f : shift[r]);
    Vector sum = ZeroVector();
    for (int64_t j = 0; j < rows.width; j += kLanes) {
      const Vector e = Exp(LoadVector(rows[r] + j) - shifts);
      StoreVector(rows[r] + j, e);
      sum = sum + e;
    }
    total[r] = SumOf(sum);
  }
  for (int64_t r = 0; r < rows.count; ++r) {
    const Vector scale = BroadcastVector(total[r] == 0.0f ? 0.0f : 1.0f / total[r]);
    for (int64_t j = 0; j < rows.width; j += kLanes) StoreVector(rows[r] + j, LoadVector(rows[r] + j) * scale);
  }
}

// dP -> dS scale, in place; dS is added to d_bias, [count, keys] with rows of bias_stride, unless that is nullptr.
void SoftmaxGradient(const TileRows& d, const float* p, float scale, float* d_bias, int64_t bias_stride, int64_t keys) {
  float total[kTileRows];
  for (int64_t r = 0; r < d.count; ++r) {
    Vector sum = ZeroVector();
    for (int64_t j = 0; j < d.width; j += kLanes) {
      sum = Fma(LoadVector(p + r * d.stride + j), LoadVector(d[r] + j), sum);
    }
    total[r] = SumOf(sum);
  }
  for (int64_t r = 0; r < d.count; ++r) {
    const Vector totals = BroadcastVector(total[r]);
    for (int64_t j = 0; j < d.width; j += kLanes) {
      const Vector gradient = LoadVector(p + r * d.stride + j) * (LoadVector(d[r] + j) - totals);
      StoreVector(d[r] + j, gradient * BroadcastVector(scale));
      if (d_bias == nullptr) continue;
      float* const to = d_bias + r * bias_stride + j;
      if (j + kLanes <= keys) {
        StoreVector(to, LoadVector(to) + gradient);
      } else {
        StorePart(to, LoadPart(to, keys - j) + gradient, keys - j);
      }
    }
  }
}

// Keys that some query of the tile at `first` sees.
inline int64_t KeysOf(const AttentionHead& head, int64_t first) {
  return head.causal ? Smaller(head.len, first + kTileRows) : head.len;
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
    for (int64_t r = 0; head.bias != nullptr && r < rows; ++r) {
      const float* const bias = head.bias + (i + r) * head.len;
      for (int64_t j = 0; j < keys; ++j) p[r * padded + j] += bias[j];
    }
    Softmax({p, padded, rows, width}, head.causal ? i + 1 : keys, head.causal ? 1 : 0);
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
    SoftmaxGradient({d, padded, rows, width}, gradients.probabilities + i * padded, head.scale,
                    gradients.d_bias == nullptr ? nullptr : gradients.d_bias + i * len, len, keys);
    MatrixProduct to_q{rows, head.head_dim, keys, d, padded, 1, k.data, k.row};
    to_q.c = gradients.q_gradient.data + i * gradients.q_gradient.row;
    to_q.c_row = gradients.q_gradient.row;
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
    transposed_times(d_scores, q, gradients.k_gradient);
    transposed_times(gradients.probabilities, d_mixed, gradients.v_gradient);
  }
}

}  // namespace CETERIS_INSTRUCTION_SET
}  // namespace ceteris
