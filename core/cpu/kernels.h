// The kernels of the fastest instruction set that this machine has, as a table of functions on plain floats.
//
// No LibTorch: whoever holds tensors checks dtypes, shapes and layouts, and splits the work between threads. A kernel
// is deterministic, and AVX2 and AVX-512 give the same bits.
//
// Example:  if (const CpuKernels* kernels = FastestCpuKernels()) kernels->multiply(product);   else ... LibTorch ...
#pragma once

#include <cstdint>

#include "core/cpu/attention.h"
#include "core/cpu/cross_entropy.h"
#include "core/cpu/layer_norm.h"
#include "core/cpu/matrix_product.h"

namespace ceteris {

// sums[j] += x[0, j] + x[1, j] + ...
struct RowsToAdd {
  int64_t rows = 0, columns = 0;
  const float* x = nullptr;
  int64_t row = 0;  // elements from one row of x to the next
  float* sums = nullptr;
};

struct CpuKernels {
  const char* instruction_set;  // "avx2" or "avx512"

  void (*multiply)(const MatrixProduct&);
  // Copies B [inner, columns], row by row, into strips: then b_row is 64 and b_strip 64 * inner.
  void (*pack_rows)(const float* b, int64_t inner, int64_t columns, float* packed);
  // The same of B^T [columns, inner]: the weight of y = x W^T.
  void (*pack_columns)(const float* b_transposed, int64_t inner, int64_t columns, float* packed);

  void (*add_rows)(const RowsToAdd&);
  // out[i] = a[i] b[i]; out may be a or b.
  void (*multiply_elements)(const float* a, const float* b, int64_t n, float* out);

  // value[i] = x[i] Phi(x[i]), slope[i] = its derivative, unless slope is nullptr; value may be x.
  void (*gelu)(const float* x, int64_t n, float* value, float* slope);

  void (*layer_norm_forward)(const LayerNormRows&);
  void (*layer_norm_backward)(const LayerNormRows&, const LayerNormGradients&);

  void (*attention_forward)(const AttentionHead&, const AttentionOutput&);
  void (*attention_backward)(const AttentionHead&, const AttentionGradients&);

  // The sum of the losses in nats.
  double (*cross_entropy)(const CrossEntropyRows&);
};

// Floats that a packed B takes.
inline int64_t PackedSize(int64_t inner, int64_t columns) { return inner * ((columns + kStrip - 1) / kStrip * kStrip); }

// nullptr on a machine without AVX2 and FMA.
const CpuKernels* FastestCpuKernels();

// Of one instruction set ("avx2", "avx512"), for tests that compare them; nullptr where this machine has it not.
const CpuKernels* CpuKernelsOf(const char* instruction_set);

}  // namespace ceteris
