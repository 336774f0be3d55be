#include "core/training/trained_tensors.h"

#include <ATen/ops/_foreach_copy.h>
#include <ATen/ops/linalg_vector_norm.h>
#include <ATen/ops/zeros.h>
#include <c10/core/GradMode.h>
#include <c10/util/Exception.h>

namespace ceteris {
namespace {

// A gradient starts at a cache line.
constexpr int64_t kAlignment = 16;
// Squares are summed in rows of this many, then over the rows: one running float32 sum of 3e7 equal squares is off by 1
// %.
constexpr int64_t kNormRow = 4096;

int64_t RoundUp(int64_t n, int64_t multiple) { return (n + multiple - 1) / multiple * multiple; }

at::ScalarType UpdateDtype(const at::Tensor& parameter) {
  return parameter.scalar_type() == at::kBFloat16 ? at::kFloat : parameter.scalar_type();
}

}  // namespace

TrainedTensors::TrainedTensors(const ParameterSet& parameters) {
  c10::NoGradGuard no_grad;
  TORCH_CHECK(!parameters.parameters().empty(), "there are no parameters to train");
  const at::Tensor& first = parameters.parameters().front().tensor;
  int64_t size = 0;
  for (const Parameter& parameter : parameters.parameters()) size += RoundUp(parameter.tensor.numel(), kAlignment);
  flat_gradient_ = at::zeros({RoundUp(size, kNormRow)}, first.options().dtype(UpdateDtype(first)).requires_grad(false));

  int64_t offset = 0;
  for (const Parameter& parameter : parameters.parameters()) {
    const at::Tensor& tensor = parameter.tensor;
    TORCH_CHECK(UpdateDtype(tensor) == dtype() && tensor.device() == flat_gradient_.device(), parameter.name, " is ",
                tensor.scalar_type(), " on ", tensor.device(), " and ", parameters.parameters().front().name, " is ",
                first.scalar_type(), " on ", first.device());
    const at::Tensor gradient = flat_gradient_.narrow(0, offset, tensor.numel()).view(tensor.sizes());
    offset += RoundUp(tensor.numel(), kAlignment);
    at::Tensor weight = tensor.detach();
    if (tensor.scalar_type() == at::kBFloat16) {
      rounded_.push_back(weight);
      weight = weight.to(at::kFloat);
      masters_.push_back(weight);
    }
    tensor.mutable_grad() = gradient;  // may be float32 on a bfloat16 leaf: backward then adds in float32
    parameters_.push_back(tensor);
    values_.push_back(tensor.detach());
    tensors_.push_back({parameter.name, weight, gradient, parameter.decay, parameter.slices});
  }
}

TrainedTensors::~TrainedTensors() {
  for (const at::Tensor& parameter : parameters_) parameter.mutable_grad().reset();
}

void TrainedTensors::ZeroGradients() { flat_gradient_.zero_(); }

at::Tensor TrainedTensors::GradientNorm() const {
  const at::Tensor rows = at::linalg_vector_norm(flat_gradient_.view({-1, kNormRow}), 2, at::IntArrayRef{1});
  return at::linalg_vector_norm(rows);
}

void TrainedTensors::PublishWeights() {
  if (!rounded_.empty()) at::_foreach_copy_(rounded_, masters_);
}

void TrainedTensors::Publish(const std::vector<at::Tensor>& values) { at::_foreach_copy_(values_, values); }

}  // namespace ceteris
