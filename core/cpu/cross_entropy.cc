#include "core/cpu/cross_entropy.h"

#include "core/cpu/exponential.h"
#include "core/cpu/kernels.h"

namespace ceteris {
namespace CETERIS_INSTRUCTION_SET {
namespace {

constexpr float kLowest = -__builtin_inff();

inline Vector LoadRow(const float* row, int64_t i, int64_t n) {
  return n - i >= kLanes ? LoadVector(row + i) : LoadPart(row + i, n - i, kLowest);
}

inline void StoreRow(float* row, int64_t i, int64_t n, Vector x) {
  if (n - i >= kLanes) return StoreVector(row + i, x);
  StorePart(row + i, x, n - i);
}

float LargestOfRow(const float* logits, int64_t classes) {
  Vector largest = BroadcastVector(kLowest);
  for (int64_t i = 0; i < classes; i += kLanes) largest = Max(largest, LoadRow(logits, i, classes));
  return LargestOf(largest);
}

}  // namespace

double CrossEntropy(const CrossEntropyRows& rows) {
  const int64_t classes = rows.classes;
  double loss = 0;
  for (int64_t r = 0; r < rows.count; ++r) {
    const float* const logits = rows.logits + r * classes;
    float* const d_logits = rows.d_logits == nullptr ? nullptr : rows.d_logits + r * classes;
    const int64_t target = rows.targets[r];
    if (target == rows.ignored) {
      for (int64_t i = 0; d_logits != nullptr && i < classes; ++i) d_logits[i] = 0;
      continue;
    }
    const float shift = LargestOfRow(logits, classes);
    Vector sum = ZeroVector();
    for (int64_t i = 0; i < classes; i += kLanes) {
      const Vector e = Exp(LoadRow(logits, i, classes) - BroadcastVector(shift));
      if (d_logits != nullptr) StoreRow(d_logits, i, classes, e);
      sum = sum + e;
    }
    const float total = SumOf(sum);
    loss += static_cast<double>(__builtin_logf(total)) + (static_cast<double>(shift) - logits[target]);
    if (d_logits == nullptr) continue;
    const Vector scale = BroadcastVector(1.0f / total);
    for (int64_t i = 0; i < classes; i += kLanes) StoreRow(d_logits, i, classes, LoadRow(d_logits, i, classes) * scale);
    d_logits[target] -= 1;
  }
  return loss;
}

}  // namespace CETERIS_INSTRUCTION_SET
}  // namespace ceteris
