// Which experts each token goes to, and where in their queues.
//
// Choosing: Shazeer et al. 2017, arXiv:1701.06538, eqs. (3) to (5), without noise: a softmax over the top_k largest
// logits; with top_k 1 the probability itself, as in Fedus et al. 2021 (Switch), arXiv:2101.03961, eq. (2), since a
// softmax over one would train no router. Queues: Lepikhin et al. 2020 (GShard), arXiv:2006.16668, section 2.2, in
// another order: token by token, not all first choices before all second ones, so that no token loses its place to a
// later one. Shapes depend on sizes alone and the host reads nothing, so a captured step can hold it.
//
// Example:  const ExpertChoice choice = ChooseExperts(probabilities, /*top_k=*/2);
//           const ExpertQueues queues = QueueChoices(choice.experts, num_experts, capacity);
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

namespace ceteris {

struct ExpertChoice {
  at::Tensor experts;  // [num_tokens, top_k] int64, most probable first
  at::Tensor gates;    // [num_tokens, top_k], weights of their outputs
};

// probabilities: [num_tokens, num_experts], each row a softmax. Gradients flow through gates.
ExpertChoice ChooseExperts(const at::Tensor& probabilities, int64_t top_k);

// A slot is a place in a queue: expert * capacity + place. A choice is token * top_k + rank.
struct ExpertQueues {
  at::Tensor slot_of_choice;  // [num_tokens * top_k] int64; num_experts * capacity where the queue was full
  at::Tensor choice_of_slot;  // [num_experts * capacity] int64; num_tokens * top_k where nobody stands
  at::Tensor dropped;         // [num_tokens * top_k] bool
};

ExpertQueues QueueChoices(const at::Tensor& experts, int64_t num_experts, int64_t capacity);

// [..., num_experts] bool: experts one-hot.
at::Tensor ChosenMask(const at::Tensor& experts, int64_t num_experts);

}  // namespace ceteris
