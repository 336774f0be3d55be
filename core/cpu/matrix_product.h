// A product of small matrices, C = A B + bias + addend, in the layouts that a training step meets.
//
// A and C lie anywhere with any stride. B is read in strips of 64 columns: where it lies, if its rows are padded to 16
// columns, or from a copy made by PackRows() or PackColumns(). Fast while a strip of B fits the caches; a large product
// belongs to a BLAS.
//
// Example:  see linear_function.cc: y = x W^T + b is {.a = x, .b = PackColumns(W), .bias = b, .c = y}.
#pragma once

#include <cstdint>

namespace ceteris {

// Columns in a strip of B.
constexpr int64_t kStrip = 64;

struct MatrixProduct {
  int64_t rows = 0, columns = 0, inner = 0;  // C is [rows, columns], A [rows, inner], B [inner, columns]
  const float* a = nullptr;                  // element (i, k) at a[i * a_row + k * a_column]
  int64_t a_row = 0, a_column = 1;
  const float* b = nullptr;  // element (k, j) at b[k * b_row + j / 64 * b_strip + j % 64], readable up to the next 16
  int64_t b_row = 0, b_strip = kStrip;
  float* c = nullptr;  // element (i, j) at c[i * c_row + j]
  int64_t c_row = 0;
  const float* bias = nullptr;    // [columns], or nothing
  const float* addend = nullptr;  // [rows, columns], or nothing; may be c itself, to accumulate
  int64_t addend_row = 0;
};

}  // namespace ceteris
