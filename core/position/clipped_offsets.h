// Relative offsets between keys and queries, clipped: how a table with one row per offset is read for, and summed over,
// all pairs of a query and a key.
//
// Row r of a table stands for the offset r - max_distance of a key from its query: row 0 for keys max_distance or more
// before it, row max_distance for the query's own place, and, looking both ways, row 2 max_distance for keys that far
// behind it. A decoder never looks behind: it has the rows up to its own place, and what stands later (it is hidden)
// reads the last.
//
// Between consecutive positions the row depends on key minus query alone, so both directions are made of slices, pads
// and views of what lies along diagonals: no index, no scatter, the same sums in the same order on every device.
//
// Example:  const ClippedOffsets offsets(/*max_distance=*/16, /*causal=*/true);
//           scores = scores + offsets.Spread(at::matmul(q, table.t()), place.q_positions, place.k_positions);
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

namespace ceteris {

class ClippedOffsets {
 public:
  ClippedOffsets(int64_t max_distance, bool causal) : max_distance_(max_distance), causal_(causal) {}

  int64_t num_rows() const { return causal_ ? max_distance_ + 1 : 2 * max_distance_ + 1; }

  // by_row: [batch, num_heads, query_len, num_rows]; q_positions, k_positions: [1 | batch, query_len], [1 | batch,
  // key_len] int64. Returns element (i, j) = by_row[i, Row(i, j)], [batch, num_heads, query_len, key_len]; never write
  // to it.
  at::Tensor Spread(const at::Tensor& by_row, const at::Tensor& q_positions, const at::Tensor& k_positions) const;

  // The transpose. by_key: [batch, num_heads, query_len, key_len]. Returns element (i, r) = the sum of by_key[i, j]
  // over all keys j with Row(i, j) = r, [batch, num_heads, query_len, num_rows].
  at::Tensor Gather(const at::Tensor& by_key, const at::Tensor& q_positions, const at::Tensor& k_positions) const;

 private:
  // The query_len + key_len - 1 diagonals of consecutive queries and keys, by rising offset: `before` of them read
  // row 0, then `between` read the rows from `first_row` on, one each, and `behind` read the last row.
  struct Diagonals {
    int64_t before, between, first_row, behind;
  };
  bool FindDiagonals(const at::Tensor& q_positions, const at::Tensor& k_positions, Diagonals* diagonals) const;
  at::Tensor Rows(const at::Tensor& q_positions, const at::Tensor& k_positions, at::IntArrayRef shape) const;

  int64_t max_distance_;  // >= 1
  bool causal_;
};

}  // namespace ceteris
