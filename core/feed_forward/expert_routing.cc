#include "core/feed_forward/expert_routing.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/cumsum.h>
#include <ATen/ops/full.h>
#include <ATen/ops/full_like.h>
#include <ATen/ops/topk.h>
#include <ATen/ops/where.h>

namespace ceteris {

ExpertChoice ChooseExperts(const at::Tensor& probabilities, int64_t top_k) {
  const auto [largest, experts] = at::topk(probabilities, top_k);  // [num_tokens, top_k]
  if (top_k == 1) return {experts, largest};
  return {experts, largest / largest.sum(-1, /*keepdim=*/true)};
}

at::Tensor ChosenMask(const at::Tensor& experts, int64_t num_experts) {
  return experts.unsqueeze(-1) == at::arange(num_experts, experts.options());
}

ExpertQueues QueueChoices(const at::Tensor& experts, int64_t num_experts, int64_t capacity) {
  const at::Tensor expert = experts.reshape({-1});  // [choices], token by token
  const int64_t num_choices = expert.size(0), num_slots = num_experts * capacity;
  // How many choices up to this one, itself included, took each expert; then of its own: its place.
  const at::Tensor taken = at::cumsum(ChosenMask(expert, num_experts), 0, at::kLong);  // [choices, num_experts]
  const at::Tensor place = taken.gather(1, expert.unsqueeze(1)).squeeze(1) - 1;        // [choices]
  ExpertQueues queues;
  queues.dropped = place >= capacity;
  queues.slot_of_choice = at::where(queues.dropped, at::full_like(expert, num_slots), expert * capacity + place);
  // The slot behind the last takes all that were dropped, whichever is written last, and is cut off.
  queues.choice_of_slot = at::full({num_slots + 1}, num_choices, expert.options())
                              .scatter_(0, queues.slot_of_choice, at::arange(num_choices, expert.options()))
                              .narrow(0, 0, num_slots);
  return queues;
}

}  // namespace ceteris
