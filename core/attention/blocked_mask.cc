#include "core/attention/blocked_mask.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/zeros.h>

#include <vector>

namespace ceteris {
namespace {

// [batch, len, ...] with `before` and `after` zeros around dimension 1.
at::Tensor Padded(const at::Tensor& x, int64_t before, int64_t after) {
  const auto some = [&](int64_t len) {
    std::vector<int64_t> shape = x.sizes().vec();
    shape[1] = len;
    return at::zeros(shape, x.options());
  };
  std::vector<at::Tensor> parts;
  if (before > 0) parts.push_back(some(before));
  parts.push_back(x);
  if (after > 0) parts.push_back(some(after));
  return parts.size() == 1 ? x : at::cat(parts, 1);
}

// [batch, blocks * block_len, ...] -> [batch, blocks, block_len, ...].
at::Tensor Cut(const at::Tensor& x, int64_t block_len) {
  std::vector<int64_t> shape = x.sizes().vec();
  shape[1] /= block_len;
  shape.insert(shape.begin() + 2, block_len);
  return x.reshape(shape);
}

// x of one sequence [n, ...] for each of `times` sequences: [times * n, ...].
at::Tensor Repeated(const at::Tensor& x, int64_t times) {
  if (times == 1) return x;
  std::vector<int64_t> shape = x.sizes().vec();
  shape.insert(shape.begin(), times);
  return x.unsqueeze(0).expand(shape).flatten(0, 1);
}

// Which keys each block of queries may see. [num_blocks, 1, block_len, span] bool.
at::Tensor Visible(const WindowOfStack& window, const BlockLayout& layout, const at::Device& device) {
  const auto options = at::TensorOptions().dtype(at::kLong).device(device);
  const at::Tensor query = at::arange(0, layout.block_len, options).view({1, 1, -1, 1});
  const at::Tensor key = at::arange(-layout.block_len, layout.span() - layout.block_len, options).view({1, 1, 1, -1});
  const at::Tensor start = (at::arange(0, layout.num_blocks(), options) * layout.block_len).view({-1, 1, 1, 1});
  const at::Tensor back = query - key, place = start + key;  // how far the key lies back, and where it stands
  at::Tensor near = back.lt(window.window);
  near = near.logical_and(window.causal ? back.ge(0) : back.gt(-window.window));
  return near.logical_and(place.ge(0).logical_and(place.lt(layout.len)));
}

}  // namespace

at::Tensor IntoQueryBlocks(const at::Tensor& x, const BlockLayout& layout) {
  const int64_t whole = layout.num_blocks() * layout.block_len;
  return Cut(Padded(x, 0, whole - layout.len), layout.block_len).flatten(0, 1);
}

at::Tensor IntoKeyBlocks(const at::Tensor& x, const BlockLayout& layout) {
  const int64_t whole = layout.num_blocks() * layout.block_len, behind = (layout.neighbours - 1) * layout.block_len;
  const at::Tensor blocks =
      Cut(Padded(x, layout.block_len, whole - layout.len + behind), layout.block_len);  // [batch, 1 + blocks, ...]
  std::vector<at::Tensor> parts;
  for (int64_t first = 0; first <= layout.neighbours; ++first) {
    parts.push_back(blocks.narrow(1, first, layout.num_blocks()));
  }
  return at::cat(parts, 2).flatten(0, 1);
}

at::Tensor FromQueryBlocks(const at::Tensor& blocks, const BlockLayout& layout) {
  std::vector<int64_t> shape = blocks.sizes().vec();
  shape[0] /= layout.num_blocks();
  shape[1] = layout.num_blocks() * layout.block_len;
  return blocks.reshape(shape).narrow(1, 0, layout.len);
}

BlockedMask MakeBlockedMask(const WindowOfStack& window, const at::Tensor& positions, const at::Tensor& may_attend,
                            const PositionalScheme& scheme) {
  const BlockLayout layout = LayoutOf(window.window, window.causal, positions.size(1));
  at::Tensor visible = Visible(window, layout, positions.device());  // [num_blocks, 1, block_len, span]
  if (may_attend.defined()) {
    const at::Tensor keys = IntoKeyBlocks(may_attend.flatten(1), layout);  // [batch * num_blocks, span]
    visible = Repeated(visible, may_attend.size(0)).logical_and(keys.unsqueeze(1).unsqueeze(1));
  }
  const at::Tensor q_positions = IntoQueryBlocks(positions, layout), k_positions = IntoKeyBlocks(positions, layout);
  at::Tensor bias = scheme.ScoreBias(q_positions, k_positions);
  if (bias.defined() && bias.size(0) > visible.size(0)) visible = Repeated(visible, bias.size(0) / visible.size(0));
  if (bias.defined() && bias.size(0) < visible.size(0)) bias = Repeated(bias, visible.size(0) / bias.size(0));
  BlockedMask blocked{layout, MakeAttentionMask(/*causal=*/false, q_positions, k_positions, visible, bias)};
  return blocked;
}

}  // namespace ceteris
