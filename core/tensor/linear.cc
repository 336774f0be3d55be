#include "core/tensor/linear.h"

#include <ATen/ops/linear.h>

#include <utility>

#include "core/tensor/linear_function.h"
#include "core/tensor/linear_products.h"

namespace ceteris {

Linear::Linear(int64_t in, int64_t out, bool bias, const Initializer& weight, const Scope& scope)
    : weight_(scope.Parameter("weight", {out, in}, weight)) {
  if (bias) bias_ = scope.Parameter("bias", {out}, Zeros(), WeightDecay::kNoDecay);
}

Linear::Linear(at::Tensor weight, at::Tensor bias) : weight_(std::move(weight)), bias_(std::move(bias)) {}

at::Tensor Linear::Forward(const at::Tensor& x) const {
  if (CpuKernelsForLinear(x, weight_) != nullptr) return LinearOnCpuKernels(x, weight_, bias_);
  return at::linear(x, weight_, bias_);
}

}  // namespace ceteris
