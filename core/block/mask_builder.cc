#include "core/block/mask_builder.h"

#include "core/position/consecutive_positions.h"

namespace ceteris {
namespace {

bool SameConsecutive(const at::Tensor& a, const at::Tensor& b) {
  return a.defined() && a.device() == b.device() && a.size(1) == b.size(1) &&
         ConsecutiveStart(a) == ConsecutiveStart(b);
}

}  // namespace

AttentionMask MaskBuilder::Build(const at::Tensor& q_positions, const at::Tensor& k_positions,
                                 const at::Tensor& may_attend) const {
  const bool constant = !may_attend.defined() && !position_->score_bias_requires_grad() &&
                        ConsecutiveStart(q_positions).has_value() && ConsecutiveStart(k_positions).has_value();
  if (!constant) {
    return MakeAttentionMask(causal_, q_positions, k_positions, may_attend,
                             position_->ScoreBias(q_positions, k_positions));
  }
  const std::lock_guard<std::mutex> lock(mutex_);
  if (!SameConsecutive(kept_.q_positions, q_positions) || !SameConsecutive(kept_.k_positions, k_positions)) {
    kept_ = MakeAttentionMask(causal_, q_positions, k_positions, may_attend,
                              position_->ScoreBias(q_positions, k_positions));
  }
  return kept_;
}

}  // namespace ceteris
