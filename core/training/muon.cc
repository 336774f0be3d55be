#include "core/training/muon.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/_foreach_mul.h>
#include <ATen/ops/_foreach_sub.h>
#include <ATen/ops/stack.h>
#include <ATen/ops/zeros.h>
#include <c10/core/GradMode.h>

#include <algorithm>
#include <cmath>

#include "absl/strings/match.h"
#include "core/training/newton_schulz.h"

namespace ceteris {
namespace {

bool IsMatrixOfAStack(const TrainedTensor& tensor) {
  return (absl::StartsWith(tensor.name, "encoder.") || absl::StartsWith(tensor.name, "decoder.")) &&
         tensor.decay == WeightDecay::kDecay && tensor.weight.dim() >= 2;
}

// The matrices that a tensor stands for, as views of it.
std::vector<at::Tensor> Matrices(const at::Tensor& tensor, const std::vector<ParameterSlice>& slices) {
  if (slices.empty()) return tensor.view({-1, tensor.size(-2), tensor.size(-1)}).unbind(0);
  std::vector<at::Tensor> matrices;
  for (const ParameterSlice& slice : slices) {
    for (const at::Tensor& matrix : Matrices(tensor.narrow(0, slice.offset, slice.rows), {})) {
      matrices.push_back(matrix);
    }
  }
  return matrices;
}

}  // namespace

Muon::Muon(const config::Muon& config, const TrainedTensors& trained)
    : config_(config),
      flat_gradient_(trained.flat_gradient()),
      rest_({config.beta1(), config.beta2(), config.epsilon()}, config.weight_decay()) {
  for (const TrainedTensor& tensor : trained.tensors()) {
    if (IsMatrixOfAStack(tensor)) {
      AddMatrices(tensor);
    } else {
      rest_.Add(tensor);
    }
  }
  for (auto& [shape, group] : groups_) {
    const int64_t count = static_cast<int64_t>(group.weights.size());
    group.momentum = at::zeros({count, shape.first, shape.second}, flat_gradient_.options());
  }
}

void Muon::AddMatrices(const TrainedTensor& tensor) {
  const std::vector<at::Tensor> weights = Matrices(tensor.weight, tensor.slices);
  const std::vector<at::Tensor> gradients = Matrices(tensor.gradient, tensor.slices);
  for (size_t i = 0; i < weights.size(); ++i) {
    Group& group = groups_[{weights[i].size(0), weights[i].size(1)}];
    group.weights.push_back(weights[i]);
    group.gradients.push_back(gradients[i]);
  }
}

void Muon::Step(const at::Tensor& learning_rate, const at::Tensor& gradient_divisor) {
  c10::NoGradGuard no_grad;
  if (gradient_divisor.defined()) flat_gradient_.div_(gradient_divisor);
  for (auto& [shape, group] : groups_) {
    const at::Tensor gradients = at::stack(group.gradients);  // [n, rows, columns], a copy
    group.momentum.mul_(config_.momentum()).add_(gradients);
    const at::Tensor direction =
        NewtonSchulz(gradients.add_(group.momentum, config_.momentum()), config_.newton_schulz_steps());
    const double aspect = static_cast<double>(shape.first) / static_cast<double>(shape.second);
    const at::Tensor steps = direction * (learning_rate * std::sqrt(std::max(1.0, aspect)));
    if (config_.weight_decay() > 0) at::_foreach_mul_(group.weights, 1 - learning_rate * config_.weight_decay());
    at::_foreach_sub_(group.weights, steps.unbind(0));
  }
  rest_.Step(learning_rate * config_.adamw_learning_rate_factor(), /*gradient_divisor=*/{});
}

}  // namespace ceteris
