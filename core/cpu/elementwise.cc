#include "core/cpu/kernels.h"
#include "core/cpu/vector.h"

namespace ceteris {
namespace CETERIS_INSTRUCTION_SET {

void SumRows(const float* x, int64_t rows, int64_t columns, float* sums) {
  for (int64_t j = 0; j < columns; j += kLanes) {
    const int64_t width = columns - j < kLanes ? columns - j : kLanes;
    Vector sum = ZeroVector();
    for (int64_t r = 0; r < rows; ++r) {
      const float* const row = x + r * columns + j;
      sum = sum + (width == kLanes ? LoadVector(row) : LoadPart(row, width));
    }
    StorePart(sums + j, sum, width);
  }
}

void MultiplyElements(const float* a, const float* b, int64_t n, float* out) {
  int64_t i = 0;
  for (; i + kLanes <= n; i += kLanes) StoreVector(out + i, LoadVector(a + i) * LoadVector(b + i));
  for (; i < n; ++i) out[i] = a[i] * b[i];
}

}  // namespace CETERIS_INSTRUCTION_SET
}  // namespace ceteris
