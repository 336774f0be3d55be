// The positions start, start + 1, ...: what nearly every sequence has.
//
// They are slices of one constant tensor per device, and a slice can be recognised without reading it: a scheme then
// takes rows of a table that it keeps instead of computing them again, with no synchronisation on a GPU.
//
// Example:  const at::Tensor positions = ConsecutivePositions(/*start=*/7, /*length=*/3, at::kCPU);   // [[7, 8, 9]]
//           ConsecutiveStart(positions) == 7         ConsecutiveStart(positions.clone()) == nullopt
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

#include "absl/types/optional.h"

namespace ceteris {

// [1, length] int64 on the device. Never write to it. Thread-safe; the constant grows by need and is kept as long as
// the process lives (8 bytes per position).
at::Tensor ConsecutivePositions(int64_t start, int64_t length, const at::Device& device);

// Where `positions` starts if it came from ConsecutivePositions(), else nullopt, which promises nothing: positions that
// are consecutive but come from elsewhere, or from before the constant grew, are not recognised.
absl::optional<int64_t> ConsecutiveStart(const at::Tensor& positions);

}  // namespace ceteris
