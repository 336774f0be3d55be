// Mixture of experts: each token goes through the few of many feed-forward layers that a router chooses for it.
//
// Shazeer et al. 2017, arXiv:1701.06538, eq. (1); Lepikhin et al. 2020 (GShard), arXiv:2006.16668; Fedus et al. 2021
// (Switch), arXiv:2101.03961, eqs. (1) to (6). Router and queues: core/feed_forward/expert_routing.h.
//   p = softmax(x Wr^T)        y = sum over the top_k largest p_e of gate_e * Expert_e(x)
//   load-balancing loss of a layer = load_balancing * num_experts * sum_e f_e P_e
//   f_e: share of the choices that took expert e; P_e: mean of p_e; both over the tokens of a micro-batch. Balanced: 1
// In training an expert takes ExpertCapacity() choices of a micro-batch, and what comes later is dropped: it adds
// nothing, so a token that is dropped everywhere passes through the residual connection only. Evaluation drops nothing:
// there each token is computed by itself, causally and whatever stands beside it, at the cost of every expert computing
// every token. Deviations: no noise on the logits (Shazeer), no random dispatch of second choices (GShard); f_e counts
// all choices, which is Switch's with top_k 1. Tokens that are padding choose and take places as all others.
//
// Example:  MixtureOfExperts layer(config.mixture_of_experts(), d_model, init.weight, std::move(experts), scope);
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "core/feed_forward/expert_routing.h"
#include "core/feed_forward/feed_forward.h"
#include "core/feed_forward/feed_forward.pb.h"
#include "core/tensor/linear.h"
#include "core/tensor/scope.h"

namespace ceteris {

class MixtureOfExperts final : public FeedForward {
 public:
  // Adds "<scope>.router.weight" [num_experts, d_model], which starts as `weight` says. experts: num_experts layers
  // that are alike but for their weights, named "<scope>.expert.0" and so on by whoever built them.
  MixtureOfExperts(const config::MixtureOfExperts& config, int64_t d_model, const Initializer& weight,
                   std::vector<std::unique_ptr<FeedForward>> experts, const Scope& scope);

  // In training leaves the loss "load_balancing" and the metric "dropped_tokens" (share of the choices that found their
  // expert full) in context.auxiliary. The router computes in float32 for bfloat16.
  at::Tensor Forward(const at::Tensor& x, const ForwardContext& context) const override;

  // Router, and the experts that a token goes through when none is full: top_k of num_experts. The empty slots of a
  // capacity_factor above 1, and evaluation, cost more.
  double Flops(int64_t num_tokens) const override;

 private:
  at::Tensor Dispatch(const at::Tensor& rows, const ExpertChoice& choice, const ExpertQueues& queues,
                      const ForwardContext& context) const;
  at::Tensor AskEveryExpert(const at::Tensor& rows, const ExpertChoice& choice, const ForwardContext& context) const;
  void AddLosses(const at::Tensor& probabilities, const at::Tensor& experts, const at::Tensor& dropped,
                 AuxiliaryLosses& auxiliary) const;

  config::MixtureOfExperts config_;
  int64_t d_model_, num_experts_;
  at::Tensor router_;  // [num_experts, d_model]
  std::vector<std::unique_ptr<FeedForward>> experts_;
};

}  // namespace ceteris
