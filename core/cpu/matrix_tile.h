// The heart of every matrix product: a tile of C that stays in registers while the inner dimension runs.
//
// Goto and van de Geijn 2008, "Anatomy of High-Performance Matrix Multiplication", section 4, for matrices so small
// that a strip of B stays in the first-level cache: so A is read where it lies, by broadcasts, and is never copied.
// Element (i, j) is one chain of fused multiply-adds in the order of the inner index, whatever the tile: the same bits
// for any split into rows or columns.
//
// Only for files of this folder; see vector.h.
#pragma once

#include <cstdint>

#include "core/cpu/matrix_product.h"
#include "core/cpu/vector.h"

namespace ceteris {
namespace {

// Rows times vectors of a tile: 24 accumulators of 32 registers with AVX-512, 12 of 16 with AVX2.
constexpr int kTileRows = 6;
#if defined(__AVX512F__)
constexpr int kTileVectors = 4;
#else
constexpr int kTileVectors = 1;
#endif

// Where the tile starts: operands already moved there. The last vector of the tile has `last` columns.
struct Tile {
  const float* a;
  const float* b;
  float* c;
  const float* bias;
  const float* addend;
  int64_t last;
};

template <int kRows, int kVectors>
inline __attribute__((always_inline)) void StartTile(const MatrixProduct& p, const Tile& t,
                                                     Vector (&sum)[kRows][kVectors]) {
  const auto load = [&t](const float* from, int v) {
    return v + 1 < kVectors || t.last == kLanes ? LoadVector(from + v * kLanes) : LoadPart(from + v * kLanes, t.last);
  };
  for (int v = 0; v < kVectors; ++v) {
    const Vector start = t.bias == nullptr ? BroadcastVector(0) : load(t.bias, v);
    for (int r = 0; r < kRows; ++r) sum[r][v] = start;
  }
  if (t.addend == nullptr) return;
  for (int r = 0; r < kRows; ++r) {
    for (int v = 0; v < kVectors; ++v) sum[r][v] = sum[r][v] + load(t.addend + r * p.addend_row, v);
  }
}

template <int kRows, int kVectors>
__attribute__((noinline)) void MultiplyTile(const MatrixProduct& p, const Tile& t) {
  Vector sum[kRows][kVectors];
  StartTile<kRows, kVectors>(p, t, sum);
  const float* a[kRows];
  for (int r = 0; r < kRows; ++r) a[r] = t.a + r * p.a_row;
  const float* b = t.b;
  const int64_t a_column = p.a_column, b_row = p.b_row;
  for (int64_t k = 0; k < p.inner; ++k, b += b_row) {
    Vector row[kVectors];
    for (int v = 0; v < kVectors; ++v) row[v] = LoadVector(b + v * kLanes);
    for (int r = 0; r < kRows; ++r) {
      const Vector x = BroadcastVector(a[r][k * a_column]);
      for (int v = 0; v < kVectors; ++v) sum[r][v] = Fma(x, row[v], sum[r][v]);
    }
  }
  for (int r = 0; r < kRows; ++r) {
    for (int v = 0; v < kVectors; ++v) {
      float* to = t.c + r * p.c_row + v * kLanes;
      if (v + 1 < kVectors || t.last == kLanes) {
        StoreVector(to, sum[r][v]);
      } else {
        StorePart(to, sum[r][v], t.last);
      }
    }
  }
}

template <int kVectors>
inline void MultiplyRows(const MatrixProduct& p, const Tile& t, int64_t rows) {
  switch (rows) {
    case 1:
      return MultiplyTile<1, kVectors>(p, t);
    case 2:
      return MultiplyTile<2, kVectors>(p, t);
    case 3:
      return MultiplyTile<3, kVectors>(p, t);
    case 4:
      return MultiplyTile<4, kVectors>(p, t);
    case 5:
      return MultiplyTile<5, kVectors>(p, t);
    default:
      return MultiplyTile<6, kVectors>(p, t);
  }
}

inline void MultiplyColumns(const MatrixProduct& p, const Tile& t, int64_t rows, [[maybe_unused]] int64_t vectors) {
#if defined(__AVX512F__)
  if (vectors == 4) return MultiplyRows<4>(p, t, rows);
  if (vectors == 3) return MultiplyRows<3>(p, t, rows);
  if (vectors == 2) return MultiplyRows<2>(p, t, rows);
#endif
  return MultiplyRows<1>(p, t, rows);
}

inline void MultiplyInTiles(const MatrixProduct& p) {
  constexpr int64_t kWidth = kTileVectors * kLanes;  // divides kStrip
  for (int64_t j = 0; j < p.columns; j += kWidth) {
    const int64_t width = p.columns - j < kWidth ? p.columns - j : kWidth, vectors = (width + kLanes - 1) / kLanes;
    const float* const b = p.b + j / kStrip * p.b_strip + j % kStrip;
    for (int64_t i = 0; i < p.rows; i += kTileRows) {
      const int64_t rows = p.rows - i < kTileRows ? p.rows - i : kTileRows;
      const Tile tile{p.a + i * p.a_row,
                      b,
                      p.c + i * p.c_row + j,
                      p.bias == nullptr ? nullptr : p.bias + j,
                      p.addend == nullptr ? nullptr : p.addend + i * p.addend_row + j,
                      width - (vectors - 1) * kLanes};
      MultiplyColumns(p, tile, rows, vectors);
    }
  }
}

}  // namespace
}  // namespace ceteris
