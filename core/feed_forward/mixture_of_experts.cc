#include "core/feed_forward/mixture_of_experts.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/softmax.h>
#include <ATen/ops/zeros_like.h>
#include <c10/util/Exception.h>

#include <utility>

#include "core/feed_forward/expert_shape.h"
#include "core/feed_forward/gather_rows.h"
#include "core/tensor/auxiliary_losses.h"

namespace ceteris {

MixtureOfExperts::MixtureOfExperts(const config::MixtureOfExperts& config, int64_t d_model, const Initializer& weight,
                                   std::vector<std::unique_ptr<FeedForward>> experts, const Scope& scope)
    : config_(config),
      d_model_(d_model),
      num_experts_(config.num_experts()),
      router_(scope.Child("router").Parameter("weight", {config.num_experts(), d_model}, weight)),
      experts_(std::move(experts)) {
  TORCH_CHECK(static_cast<int64_t>(experts_.size()) == num_experts_, experts_.size(), " experts instead of ",
              num_experts_);
}

at::Tensor MixtureOfExperts::Forward(const at::Tensor& x, const ForwardContext& context) const {
  const at::Tensor rows = x.reshape({-1, d_model_});  // [num_tokens, d_model]
  const at::ScalarType wide = x.scalar_type() == at::kDouble ? at::kDouble : at::kFloat;
  const at::Tensor probabilities =
      at::softmax(at::linear(rows.to(wide), router_.to(wide)), -1);  // [num_tokens, num_experts]
  const ExpertChoice choice = ChooseExperts(probabilities, config_.top_k());
  if (!context.training) return AskEveryExpert(rows, choice, context).view(x.sizes());
  const ExpertQueues queues = QueueChoices(choice.experts, num_experts_, ExpertCapacity(config_, rows.size(0)));
  if (context.auxiliary != nullptr) AddLosses(probabilities, choice.experts, queues.dropped, *context.auxiliary);
  return Dispatch(rows, choice, queues, context).view(x.sizes());
}

at::Tensor MixtureOfExperts::Dispatch(const at::Tensor& rows, const ExpertChoice& choice, const ExpertQueues& queues,
                                      const ForwardContext& context) const {
  const int64_t num_tokens = rows.size(0), top_k = config_.top_k();
  const int64_t capacity = queues.choice_of_slot.size(0) / num_experts_;
  // Nobody's slot has choice num_tokens * top_k, so token num_tokens: the row of zeros.
  const at::Tensor token_of_slot = queues.choice_of_slot.div(top_k, "floor");  // [num_slots]
  const at::Tensor inputs =
      GatherRows(rows, token_of_slot, queues.slot_of_choice.view({num_tokens, top_k}));  // [num_slots, d_model]
  std::vector<at::Tensor> outputs;
  for (int64_t e = 0; e < num_experts_; ++e) {
    outputs.push_back(experts_[static_cast<size_t>(e)]->Forward(inputs.narrow(0, e * capacity, capacity), context));
  }
  const at::Tensor answers = GatherRows(at::cat(outputs), queues.slot_of_choice,
                                        queues.choice_of_slot.unsqueeze(1));  // [num_tokens * top_k, d_model]
  return (answers.view({num_tokens, top_k, d_model_}) * choice.gates.to(rows.scalar_type()).unsqueeze(-1)).sum(1);
}

at::Tensor MixtureOfExperts::AskEveryExpert(const at::Tensor& rows, const ExpertChoice& choice,
                                            const ForwardContext& context) const {
  const at::Tensor chosen = ChosenMask(choice.experts, num_experts_).to(choice.gates.scalar_type());
  const at::Tensor gates =
      (chosen * choice.gates.unsqueeze(-1)).sum(1).to(rows.scalar_type());  // [num_tokens, num_experts], most are 0
  at::Tensor sum;
  for (int64_t e = 0; e < num_experts_; ++e) {
    const at::Tensor answer = experts_[static_cast<size_t>(e)]->Forward(rows, context) * gates.narrow(1, e, 1);
    sum = sum.defined() ? sum + answer : answer;
  }
  return sum;
}

void MixtureOfExperts::AddLosses(const at::Tensor& probabilities, const at::Tensor& experts, const at::Tensor& dropped,
                                 AuxiliaryLosses& auxiliary) const {
  const at::ScalarType wide = probabilities.scalar_type();
  const at::Tensor share = ChosenMask(experts.reshape({-1}), num_experts_).to(wide).mean(0);  // [num_experts]
  const at::Tensor balance = (share * probabilities.mean(0)).sum();
  auxiliary.AddLoss("load_balancing", balance * (config_.load_balancing() * static_cast<double>(num_experts_)));
  auxiliary.AddMetric("dropped_tokens", dropped.to(wide).mean());
}

double MixtureOfExperts::Flops(int64_t num_tokens) const {
  return Linear::ForwardFlops(num_tokens, d_model_, num_experts_) +
         experts_.front()->Flops(num_tokens * config_.top_k());
}

}  // namespace ceteris
