#include "core/cpu/matrix_product.h"

#include <immintrin.h>

#include "core/cpu/kernels.h"
#include "core/cpu/matrix_tile.h"

namespace ceteris {
namespace CETERIS_INSTRUCTION_SET {

void Multiply(const MatrixProduct& product) { MultiplyInTiles(product); }

void PackRows(const float* b, int64_t inner, int64_t columns, float* packed) {
  for (int64_t j = 0; j < columns; j += kStrip) {
    const int64_t width = columns - j < kStrip ? columns - j : kStrip;
    for (int64_t k = 0; k < inner; ++k, packed += kStrip) {
      const float* const row = b + k * columns + j;
      for (int64_t i = 0; i < width; ++i) packed[i] = row[i];
      for (int64_t i = width; i < kStrip; ++i) packed[i] = 0;
    }
  }
}

// Four columns of four at a time, turned in registers.
void PackColumns(const float* b, int64_t inner, int64_t columns, float* packed) {
  for (int64_t j = 0; j < columns; j += kStrip, packed += inner * kStrip) {
    const int64_t width = columns - j < kStrip ? columns - j : kStrip;
    for (int64_t i = 0; i < kStrip; i += 4) {
      const float* const column = b + (j + i) * inner;
      int64_t k = 0;
      for (; i + 4 <= width && k + 4 <= inner; k += 4) {
        __m128 rows[4];
        for (int64_t c = 0; c < 4; ++c) rows[c] = _mm_loadu_ps(column + c * inner + k);
        _MM_TRANSPOSE4_PS(rows[0], rows[1], rows[2], rows[3]);
        for (int64_t r = 0; r < 4; ++r) _mm_storeu_ps(packed + (k + r) * kStrip + i, rows[r]);
      }
      for (; k < inner; ++k) {
        for (int64_t c = 0; c < 4; ++c) packed[k * kStrip + i + c] = i + c < width ? column[c * inner + k] : 0.0f;
      }
    }
  }
}

}  // namespace CETERIS_INSTRUCTION_SET
}  // namespace ceteris
