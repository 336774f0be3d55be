#include "core/position/position_table.h"

#include <ATen/ops/cat.h>
#include <c10/core/GradMode.h>

#include <vector>

#include "core/position/consecutive_positions.h"

namespace ceteris {
namespace {

constexpr int64_t kBlock = 256;

}  // namespace

at::Tensor PositionTable::Rows(const at::Tensor& positions, at::ScalarType dtype) const {
  const c10::NoGradGuard no_grad;
  const absl::optional<int64_t> start = ConsecutiveStart(positions);
  if (!start.has_value()) return rows_(positions).to(dtype);
  const int64_t end = *start + positions.size(1);
  const std::lock_guard<std::mutex> lock(mutex_);
  if (!table_.defined() || table_.size(1) < end || table_.scalar_type() != dtype ||
      table_.device() != positions.device()) {
    std::vector<at::Tensor> blocks;
    for (int64_t begin = 0; begin < end; begin += kBlock) {
      blocks.push_back(rows_(ConsecutivePositions(begin, kBlock, positions.device())).to(dtype));
    }
    table_ = at::cat(blocks, 1);
  }
  return table_.narrow(1, *start, positions.size(1));
}

}  // namespace ceteris
