// Sliding window attention: a query sees the nearest keys only.
//
// Child et al. 2019, arXiv:1904.10509; Beltagy et al. 2020 (Longformer), arXiv:2004.05150, section 3.1; Jiang et al.
// 2023 (Mistral 7B), arXiv:2310.06825, section 2.
//   key j is visible to query i if |i - j| < window
// In a causal stack that is the query's own token and window - 1 before it, as in Mistral; in an encoder as many behind
// it too, so Longformer's w is 2 window - 2 here. Distances are those of places in the sequence.
//
// Example:  SlidingWindow pattern(config);   mask = pattern.MayAttend(positions, positions);
#pragma once

#include "core/attention/attention.pb.h"
#include "core/attention/attention_pattern.h"

namespace ceteris {

class SlidingWindow final : public AttentionPattern {
 public:
  explicit SlidingWindow(const config::SlidingWindow& config) : window_(config.window()) {}

  at::Tensor MayAttend(const at::Tensor& q_positions, const at::Tensor& k_positions) const override;
  int64_t window() const override { return window_; }

 private:
  int64_t window_;
};

}  // namespace ceteris
