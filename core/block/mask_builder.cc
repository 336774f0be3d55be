#include "core/block/mask_builder.h"

#include "core/attention/blocked_mask.h"
#include "core/position/consecutive_positions.h"

namespace ceteris {
namespace {

bool SameConsecutive(const at::Tensor& a, const at::Tensor& b) {
  return a.defined() && a.device() == b.device() && a.size(1) == b.size(1) &&
         ConsecutiveStart(a) == ConsecutiveStart(b);
}

bool HidesWholeKeys(const at::Tensor& may_attend) {
  return !may_attend.defined() || (may_attend.size(1) == 1 && may_attend.size(2) == 1);
}

at::Tensor Both(const at::Tensor& a, const at::Tensor& b) {
  if (!a.defined() || !b.defined()) return a.defined() ? a : b;
  return a.logical_and(b);
}

}  // namespace

AttentionMask MaskBuilder::Make(const at::Tensor& q_positions, const at::Tensor& k_positions,
                                const at::Tensor& may_attend) const {
  const int64_t len = k_positions.size(1);
  if (in_blocks_ && q_positions.size(1) == len && BlocksPay(pattern_->window(), len) && HidesWholeKeys(may_attend)) {
    AttentionMask mask;
    mask.q_positions = q_positions;
    mask.k_positions = k_positions;
    mask.blocks = std::make_shared<const BlockedMask>(
        MakeBlockedMask({pattern_->window(), causal_}, q_positions, may_attend, *position_));
    return mask;
  }
  return MakeAttentionMask(causal_, q_positions, k_positions,
                           Both(may_attend, pattern_->MayAttend(q_positions, k_positions)),
                           position_->ScoreBias(q_positions, k_positions));
}

AttentionMask MaskBuilder::Build(const at::Tensor& q_positions, const at::Tensor& k_positions,
                                 const at::Tensor& may_attend) const {
  const bool constant = !may_attend.defined() && !position_->score_bias_requires_grad() &&
                        ConsecutiveStart(q_positions).has_value() && ConsecutiveStart(k_positions).has_value();
  if (!constant) return Make(q_positions, k_positions, may_attend);
  const std::lock_guard<std::mutex> lock(mutex_);
  if (!SameConsecutive(kept_.q_positions, q_positions) || !SameConsecutive(kept_.k_positions, k_positions)) {
    kept_ = Make(q_positions, k_positions, may_attend);
  }
  return kept_;
}

}  // namespace ceteris
