// The dtype that a precision stands for.
#pragma once

#include <c10/core/ScalarType.h>

#include "core/training/training.pb.h"

namespace ceteris {

// Of a model's weights and activations: float32, bfloat16 or float64. Throws c10::Error where no variant is set:
// resolve first. Example:  const Scope scope(&parameters, seed,
// at::TensorOptions().dtype(FromPrecision(training.precision())));
at::ScalarType FromPrecision(const config::Precision& precision);

}  // namespace ceteris
