#include "core/cpu/kernels.h"
#include "core/cpu/vector.h"

namespace ceteris {
namespace CETERIS_INSTRUCTION_SET {

void AddRows(const RowsToAdd& rows) {
  for (int64_t j = 0; j < rows.columns; j += kLanes) {
    const int64_t width = rows.columns - j < kLanes ? rows.columns - j : kLanes;
    Vector sum = LoadPart(rows.sums + j, width);
    const float* x = rows.x + j;
    for (int64_t r = 0; r < rows.rows; ++r, x += rows.row) {
      sum = sum + (width == kLanes ? LoadVector(x) : LoadPart(x, width));
    }
    StorePart(rows.sums + j, sum, width);
  }
}

void MultiplyElements(const float* a, const float* b, int64_t n, float* out) {
  int64_t i = 0;
  for (; i + kLanes <= n; i += kLanes) StoreVector(out + i, LoadVector(a + i) * LoadVector(b + i));
  for (; i < n; ++i) out[i] = a[i] * b[i];
}

}  // namespace CETERIS_INSTRUCTION_SET
}  // namespace ceteris
