#include "core/position/clipped_offsets.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/constant_pad_nd.h>
#include <ATen/ops/zeros.h>

#include <algorithm>

#include "core/position/consecutive_positions.h"

namespace ceteris {
namespace {

// [..., query_len, query_len + key_len - 1], by diagonals, to [..., query_len, key_len]: key j of query i lies on
// diagonal j - i + query_len - 1. In memory the diagonals of the next query begin one element earlier, so reading rows
// that are one element shorter lines them up. Views only.
at::Tensor FromDiagonals(const at::Tensor& by_diagonal, int64_t key_len) {
  const int64_t query_len = by_diagonal.size(2), count = by_diagonal.size(3);
  if (query_len == 1) return by_diagonal;
  return by_diagonal
      .flatten(2)                                         // [batch, num_heads, query_len * count]
      .narrow(2, query_len - 1, query_len * (count - 1))  // from the first key of the first query on
      .unflatten(2, {query_len, count - 1})               // [batch, num_heads, query_len, count - 1]
      .narrow(3, 0, key_len);                             // [batch, num_heads, query_len, key_len]
}

// The transpose: diagonals that a query does not meet are 0.
at::Tensor ToDiagonals(const at::Tensor& by_key) {
  const int64_t query_len = by_key.size(2), count = query_len + by_key.size(3) - 1;
  if (query_len == 1) return by_key;
  const at::Tensor wide = at::constant_pad_nd(by_key, {0, query_len - 2});  // [batch, num_heads, query_len, count - 1]
  return at::constant_pad_nd(wide.flatten(2), {query_len - 1, 1}).unflatten(2, {query_len, count});
}

}  // namespace

at::Tensor ClippedOffsets::Spread(const at::Tensor& by_row, const at::Tensor& q_positions,
                                  const at::Tensor& k_positions) const {
  const int64_t batch = by_row.size(0), num_heads = by_row.size(1), query_len = by_row.size(2);
  Diagonals diagonals;
  if (!FindDiagonals(q_positions, k_positions, &diagonals)) {
    return by_row.gather(-1, Rows(q_positions, k_positions, {batch, num_heads, query_len, k_positions.size(1)}));
  }
  const at::Tensor by_diagonal =  // [batch, num_heads, query_len, query_len + key_len - 1]
      at::cat({by_row.narrow(3, 0, 1).expand({batch, num_heads, query_len, diagonals.before}),
               by_row.narrow(3, diagonals.first_row, diagonals.between),
               by_row.narrow(3, num_rows() - 1, 1).expand({batch, num_heads, query_len, diagonals.behind})},
              3);
  return FromDiagonals(by_diagonal, k_positions.size(1));
}

at::Tensor ClippedOffsets::Gather(const at::Tensor& by_key, const at::Tensor& q_positions,
                                  const at::Tensor& k_positions) const {
  Diagonals diagonals;
  if (!FindDiagonals(q_positions, k_positions, &diagonals)) {
    const at::Tensor rows = Rows(q_positions, k_positions, by_key.sizes());
    const at::Tensor none = at::zeros({by_key.size(0), by_key.size(1), by_key.size(2), num_rows()}, by_key.options());
    return none.scatter_add(-1, rows, by_key);
  }
  const at::Tensor by_diagonal = ToDiagonals(by_key);
  const int64_t before = diagonals.before, between = diagonals.between;
  // The rows between the two ends: those that no diagonal reads are 0.
  const at::Tensor inner =
      at::constant_pad_nd(by_diagonal.narrow(3, before, between),
                          {diagonals.first_row - 1, num_rows() - 1 - diagonals.first_row - between});
  return at::cat({by_diagonal.narrow(3, 0, before).sum(-1, /*keepdim=*/true), inner,
                  by_diagonal.narrow(3, before + between, diagonals.behind).sum(-1, /*keepdim=*/true)},
                 3);  // [batch, num_heads, query_len, num_rows]
}

bool ClippedOffsets::FindDiagonals(const at::Tensor& q_positions, const at::Tensor& k_positions,
                                   Diagonals* diagonals) const {
  const absl::optional<int64_t> q_start = ConsecutiveStart(q_positions), k_start = ConsecutiveStart(k_positions);
  if (!q_start.has_value() || !k_start.has_value()) return false;
  const int64_t query_len = q_positions.size(1), count = query_len + k_positions.size(1) - 1;
  const int64_t last = num_rows() - 1;
  // The row, unclipped, of the first diagonal: that of the last query and the first key.
  const int64_t first = *k_start - (*q_start + query_len - 1) + max_distance_;
  diagonals->before = std::clamp<int64_t>(1 - first, 0, count);             // rows <= 0
  diagonals->behind = std::clamp<int64_t>(first + count - last, 0, count);  // rows >= last
  diagonals->between = count - diagonals->before - diagonals->behind;
  diagonals->first_row = std::clamp<int64_t>(first, 1, last);
  return true;
}

at::Tensor ClippedOffsets::Rows(const at::Tensor& q_positions, const at::Tensor& k_positions,
                                at::IntArrayRef shape) const {
  const at::Tensor offset = k_positions.unsqueeze(-2) - q_positions.unsqueeze(-1);  // [1 | batch, query_len, key_len]
  return offset.add(max_distance_).clamp(0, num_rows() - 1).unsqueeze(1).expand(shape);
}

}  // namespace ceteris
