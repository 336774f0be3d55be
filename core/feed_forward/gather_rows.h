// Rows of a matrix in another order, with a gradient that gathers as well.
//
// The gradient of a gather is a scatter that adds, whose order of additions no GPU promises. Where whoever gathers
// knows the way back too, it is a gather again, in one order: the same bits in every run.
//   y[m] = rows[index[m]]              or 0 where index[m] is the number of rows
//   d_rows[n] = sum_r d_y[inverse[n, r]]        likewise
//
// Example:  at::Tensor slots = GatherRows(tokens, token_of_slot, slots_of_token);   // [num_slots, d_model]
#pragma once

#include <ATen/core/Tensor.h>

namespace ceteris {

// rows: [n, width]; index: [m] int64 in [0, n]; inverse: [n, r] int64 in [0, m]: every place at which index has n, and
// m to fill up. Returns [m, width].
at::Tensor GatherRows(const at::Tensor& rows, const at::Tensor& index, const at::Tensor& inverse);

}  // namespace ceteris
