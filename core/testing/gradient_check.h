// Gradients held against central differences, in double precision.
//
// Example:  EXPECT_TRUE(GradientsMatch([&] { return layer.Forward(x, context); }, {{"x", x}, {"weight", weight}}));
#pragma once

#include <ATen/core/Tensor.h>

#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "core/tensor/parameter_set.h"
#include "gtest/gtest.h"

namespace ceteris {

// A leaf that requires grad, float64, on the CPU; it is changed and restored.
struct CheckedTensor {
  std::string name;
  at::Tensor tensor;
};

// Compares d(sum of w * f()) for fixed random w, as backward() computes it, with (f(t + h) - f(t - h)) / 2h for up to
// `samples` elements of each tensor, spread evenly. f may return any shape. Fails on an element that differs by more
// than 1e-6 of its size plus 1e-7, on a tensor without a gradient, and where every gradient of a tensor is 0: then
// nothing was tested.
testing::AssertionResult GradientsMatch(absl::FunctionRef<at::Tensor()> f, const std::vector<CheckedTensor>& tensors,
                                        int samples = 24);

// All parameters of a set, to pass to GradientsMatch.
std::vector<CheckedTensor> CheckedParameters(const ParameterSet& parameters);

}  // namespace ceteris
