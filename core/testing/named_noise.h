// Random tensors that depend on a name only: the same in every run, whatever else a test draws.
//
// At initial weights variants are nearly equal and biases are zero; noise on every parameter makes a wrong one show.
//
// Example:  const at::Tensor x = NamedNoise("x", {2, 5, 8}, at::kDouble);   AddNamedNoise(&parameters, 0.3);
#pragma once

#include <ATen/core/Tensor.h>

#include "absl/strings/string_view.h"
#include "core/tensor/parameter_set.h"

namespace ceteris {

// Standard normal numbers times stddev, rounded to float32, then in `dtype`; on the CPU.
at::Tensor NamedNoise(absl::string_view name, at::IntArrayRef shape, at::ScalarType dtype, double stddev = 1);

// Adds NamedNoise(full name) to every parameter; packed ones slice by slice, so that packing changes nothing.
void AddNamedNoise(const ParameterSet& parameters, double stddev);

}  // namespace ceteris
