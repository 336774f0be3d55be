// Sublayers one after the other, each with a residual connection of its own.
//
// Vaswani et al. 2017, "Attention Is All You Need", arXiv:1706.03762, section 3.1.
//   x <- Residual(x, Attention);  x <- Residual(x, CrossAttention);  x <- Residual(x, FeedForward)
//
// Example:  Sequential arrangement(config, /*has_memory=*/true, scope.Child(3));
#pragma once

#include <memory>

#include "core/block/arrangement.h"
#include "core/block/block.pb.h"
#include "core/tensor/scope.h"

namespace ceteris {

class Sequential final : public Arrangement {
 public:
  // Adds what the residual connections add under "<scope>.attention", where there is a memory
  // "<scope>.cross_attention", and "<scope>.feed_forward".
  Sequential(const config::Stack& config, bool has_memory, const Scope& scope);

  at::Tensor Apply(const at::Tensor& x, const Sublayers& sublayers, const ForwardContext& context) const override;
  bool needs_final_norm() const override { return feed_forward_->needs_final_norm(); }

 private:
  std::unique_ptr<Residual> attention_, cross_attention_, feed_forward_;
};

}  // namespace ceteris
