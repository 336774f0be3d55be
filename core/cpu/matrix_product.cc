#include "core/cpu/matrix_product.h"

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

void PackColumns(const float* b, int64_t inner, int64_t columns, float* packed) {
  for (int64_t j = 0; j < columns; j += kStrip, packed += inner * kStrip) {
    const int64_t width = columns - j < kStrip ? columns - j : kStrip;
    for (int64_t i = 0; i < kStrip; ++i) {
      const float* const column = b + (j + i) * inner;
      for (int64_t k = 0; k < inner; ++k) packed[k * kStrip + i] = i < width ? column[k] : 0.0f;
    }
  }
}

}  // namespace CETERIS_INSTRUCTION_SET
}  // namespace ceteris
