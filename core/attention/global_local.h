// A window, and a few global tokens that see all keys and are seen by all queries.
//
// Beltagy et al. 2020 (Longformer), arXiv:2004.05150, section 3.1; Zaheer et al. 2020 (BigBird), arXiv:2007.14062,
// section 2 (internal global tokens, without the random keys).
//   key j is visible to query i if |i - j| < window, or i or j is global; in a causal stack only if it is not later
// Global are the tokens at positions 0 .. num_global - 1: each packed document has its own, and padding in front of a
// sequence has none that is visible. Deviation from Longformer: global attention has no projections of its own.
// The full rectangle is computed under a mask: O(seq_len^2), unlike sliding_window.
//
// Example:  GlobalLocal pattern(config);   mask = pattern.MayAttend(positions, positions);
#pragma once

#include "core/attention/attention.pb.h"
#include "core/attention/attention_pattern.h"

namespace ceteris {

class GlobalLocal final : public AttentionPattern {
 public:
  explicit GlobalLocal(const config::GlobalLocal& config)
      : window_(config.window()), num_global_(config.num_global()) {}

  at::Tensor MayAttend(const at::Tensor& q_positions, const at::Tensor& k_positions) const override;

 private:
  int64_t window_, num_global_;
};

}  // namespace ceteris
