#include "core/testing/gradient_check.h"

#include <ATen/TensorOperators.h>
#include <c10/core/GradMode.h>
#include <c10/util/Exception.h>

#include <algorithm>
#include <cmath>

#include "core/testing/named_noise.h"

namespace ceteris {
namespace {

constexpr double kStep = 1e-5;  // truncation about 1e-10, rounding about 1e-11

// Weighted with fixed random numbers, so that no symmetry of f hides a wrong gradient.
at::Tensor Weighted(const at::Tensor& y) { return (y * NamedNoise("gradient check", y.sizes(), at::kDouble)).sum(); }

double Difference(absl::FunctionRef<at::Tensor()> f, double* element) {
  const double original = *element;
  *element = original + kStep;
  const double above = Weighted(f()).item<double>();
  *element = original - kStep;
  const double below = Weighted(f()).item<double>();
  *element = original;
  return (above - below) / (2 * kStep);
}

}  // namespace

testing::AssertionResult GradientsMatch(absl::FunctionRef<at::Tensor()> f, const std::vector<CheckedTensor>& tensors,
                                        int samples) {
  for (const CheckedTensor& checked : tensors) {
    TORCH_CHECK(checked.tensor.is_leaf() && checked.tensor.requires_grad() &&
                    checked.tensor.scalar_type() == at::kDouble && checked.tensor.is_contiguous(),
                checked.name, " is no contiguous float64 leaf that requires grad");
    checked.tensor.mutable_grad().reset();
  }
  Weighted(f()).backward();
  for (const CheckedTensor& checked : tensors) {
    if (!checked.tensor.grad().defined()) return testing::AssertionFailure() << checked.name << " has no gradient";
    const at::Tensor gradient = checked.tensor.grad().contiguous();
    const int64_t n = checked.tensor.numel(), stride = std::max<int64_t>(1, n / samples);
    double largest = 0;
    const c10::NoGradGuard no_grad;
    for (int64_t i = 0; i < n; i += stride) {
      const double computed = gradient.data_ptr<double>()[i],
                   expected = Difference(f, checked.tensor.data_ptr<double>() + i);
      largest = std::max(largest, std::abs(expected));
      if (std::abs(computed - expected) <= 1e-6 * std::abs(expected) + 1e-7) continue;
      return testing::AssertionFailure() << checked.name << " element " << i << ": gradient " << computed
                                         << ", differences say " << expected;
    }
    if (largest == 0) return testing::AssertionFailure() << checked.name << " has no influence where it was tested";
  }
  return testing::AssertionSuccess();
}

std::vector<CheckedTensor> CheckedParameters(const ParameterSet& parameters) {
  std::vector<CheckedTensor> checked;
  for (const Parameter& parameter : parameters.parameters()) checked.push_back({parameter.name, parameter.tensor});
  return checked;
}

}  // namespace ceteris
