#include "core/cpu/layer_norm.h"

#include "core/cpu/kernels.h"
#include "core/cpu/vector.h"

namespace ceteris {
namespace CETERIS_INSTRUCTION_SET {

void LayerNormForward(const LayerNormRows& rows) {
  const int64_t width = rows.width;
  for (int64_t r = 0; r < rows.count; ++r) {
    const float* const x = rows.x + r * width;
    float* const y = rows.y + r * width;
    Vector sum = ZeroVector();
    for (int64_t i = 0; i < width; i += kLanes) sum = sum + LoadVector(x + i);
    const float mean = SumOf(sum) / static_cast<float>(width);
    Vector squares = ZeroVector();
    for (int64_t i = 0; i < width; i += kLanes) {
      const Vector d = LoadVector(x + i) - BroadcastVector(mean);
      squares = Fma(d, d, squares);
    }
    const float scale = 1.0f / __builtin_sqrtf(SumOf(squares) / static_cast<float>(width) + rows.epsilon);
    for (int64_t i = 0; i < width; i += kLanes) {
      const Vector normed = (LoadVector(x + i) - BroadcastVector(mean)) * BroadcastVector(scale);
      StoreVector(y + i, Fma(normed, LoadVector(rows.weight + i),
                             rows.bias == nullptr ? ZeroVector() : LoadVector(rows.bias + i)));
    }
    rows.mean[r] = mean;
    rows.scale[r] = scale;
  }
}

// With n = (x - mean) scale and h = d_y weight:  d_x = scale (h - mean(h) - n mean(h n)).
void LayerNormBackward(const LayerNormRows& rows, const LayerNormGradients& gradients) {
  const int64_t width = rows.width;
  for (int64_t r = 0; r < rows.count; ++r) {
    const float* const x = rows.x + r * width;
    const float* const d_y = gradients.d_y + r * width;
    float* const d_x = gradients.d_x + r * width;
    const Vector mean = BroadcastVector(rows.mean[r]), scale = BroadcastVector(rows.scale[r]);
    Vector sum = ZeroVector(), sum_with_normed = ZeroVector();
    for (int64_t i = 0; i < width; i += kLanes) {
      const Vector g = LoadVector(d_y + i), normed = (LoadVector(x + i) - mean) * scale;
      const Vector h = g * LoadVector(rows.weight + i);
      sum = sum + h;
      sum_with_normed = Fma(h, normed, sum_with_normed);
      StoreVector(gradients.d_weight + i, Fma(g, normed, LoadVector(gradients.d_weight + i)));
      if (gradients.d_bias != nullptr) StoreVector(gradients.d_bias + i, g + LoadVector(gradients.d_bias + i));
    }
    const Vector mean_h = BroadcastVector(SumOf(sum) / static_cast<float>(width));
    const Vector mean_with_normed = BroadcastVector(SumOf(sum_with_normed) / static_cast<float>(width));
    for (int64_t i = 0; i < width; i += kLanes) {
      const Vector h = LoadVector(d_y + i) * LoadVector(rows.weight + i);
      const Vector normed = (LoadVector(x + i) - mean) * scale;
      StoreVector(d_x + i, scale * (h - mean_h - normed * mean_with_normed));
    }
  }
}

}  // namespace CETERIS_INSTRUCTION_SET
}  // namespace ceteris
