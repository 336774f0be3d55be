#include "core/attention/kernel_blocked.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/zeros.h>

#include <algorithm>
#include <vector>

namespace ceteris {
namespace {

// What a mask says of the blocks of one sequence, for those of every sequence: [times * n, ...].
at::Tensor Repeated(const at::Tensor& x, int64_t num_blocks_of_all) {
  if (!x.defined() || x.size(0) == num_blocks_of_all) return x;
  std::vector<int64_t> shape = x.sizes().vec();
  shape.insert(shape.begin(), num_blocks_of_all / shape[0]);
  return x.unsqueeze(0).expand(shape).flatten(0, 1);
}

AttentionMask ForAll(AttentionMask mask, int64_t num_blocks_of_all) {
  for (at::Tensor* part : {&mask.may_attend, &mask.score_bias, &mask.q_positions, &mask.k_positions}) {
    *part = Repeated(*part, num_blocks_of_all);
  }
  return mask;
}

// Heads are cut where the projection left them side by side: [batch, heads, len, x] seen as [batch, len, heads, x].
QueryKeyValue Blocks(const QueryKeyValue& heads, const BlockLayout& layout) {
  return {IntoQueryBlocks(heads.q.transpose(1, 2), layout).transpose(1, 2),
          IntoKeyBlocks(heads.k.transpose(1, 2), layout).transpose(1, 2),
          IntoKeyBlocks(heads.v.transpose(1, 2), layout).transpose(1, 2)};
}

}  // namespace

at::Tensor AttendInBlocks(const QueryKeyValue& heads, const BlockedMask& blocked, BlockKernel kernel) {
  const BlockLayout& layout = blocked.layout;
  const at::Tensor mixed = kernel(Blocks(heads, layout), ForAll(blocked.mask, heads.q.size(0) * layout.num_blocks()));
  return FromQueryBlocks(mixed.transpose(1, 2), layout).transpose(1, 2);  // [batch, num_heads, len, value_head_dim]
}

at::Tensor ProbabilitiesInBlocks(const QueryKeyValue& heads, const BlockedMask& blocked, BlockKernel kernel) {
  const BlockLayout& layout = blocked.layout;
  const int64_t batch = heads.q.size(0), num_heads = heads.q.size(1), num_blocks = layout.num_blocks();
  const at::Tensor of_blocks = kernel(Blocks(heads, layout), ForAll(blocked.mask, batch * num_blocks))
                                   .view({batch, num_blocks, num_heads, layout.block_len, layout.span()});
  const at::Tensor whole =
      at::zeros({batch, num_heads, num_blocks * layout.block_len, (num_blocks + layout.neighbours) * layout.block_len},
                of_blocks.options());
  for (int64_t b = 0; b < num_blocks; ++b) {
    whole.narrow(2, b * layout.block_len, layout.block_len)
        .narrow(3, b * layout.block_len, layout.span())
        .copy_(of_blocks.select(1, b));
  }
  return whole.narrow(2, 0, layout.len).narrow(3, layout.block_len, layout.len).contiguous();
}

}  // namespace ceteris
