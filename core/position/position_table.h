// Rows that are a function of the position (sines, rotation angles), computed once for consecutive positions and kept.
//
// Example:  PositionTable table([](const at::Tensor& positions) { return Angles(positions).cos(); });
//           at::Tensor rows = table.Rows(positions, at::kFloat);   // [1 | batch, seq_len, width]
#pragma once

#include <ATen/core/Tensor.h>

#include <functional>
#include <mutex>

namespace ceteris {

class PositionTable {
 public:
  // positions: [1 | batch, seq_len] int64. Returns [1 | batch, seq_len, width] float64, each row from its own position
  // alone.
  using RowFunction = std::function<at::Tensor(const at::Tensor& positions)>;

  explicit PositionTable(RowFunction rows) : rows_(std::move(rows)) {}

  // The rows of these positions in `dtype`, on the device of `positions`, never requiring grad. Never write to them.
  // Consecutive positions are a slice of a table that only grows, and in blocks of a fixed length, so that a row's bits
  // do not depend on which lengths were asked for before. Other positions are computed. Thread-safe.
  at::Tensor Rows(const at::Tensor& positions, at::ScalarType dtype) const;

 private:
  RowFunction rows_;
  mutable std::mutex mutex_;
  mutable at::Tensor table_;  // [1, capacity, width] of the device and dtype that were asked for last
};

}  // namespace ceteris
