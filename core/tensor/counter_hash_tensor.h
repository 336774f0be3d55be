// CounterHash (core/base/counter_hash.h) of whole tensors, on any device: random numbers that no host ever sees.
//
// Two's complement products and sums are those of uint64, so the bits are the same as on the host. What was random on a
// GPU stays capturable in a CUDA graph, and reads a new `draw` on each replay.
//
// Example:  const at::Tensor key = CounterHashOfDraw(scope.Stream("mask"), context.draw);
//           const at::Tensor bits = CounterHashTensor(key, at::arange(n, integers));   // [n]
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

namespace ceteris {

// key, index: int64, of shapes that broadcast. Returns CounterHash(key, index) as int64 of the same bits.
at::Tensor CounterHashTensor(const at::Tensor& key, const at::Tensor& index);

// CounterHash(stream, draw), with the stream known to the host and the draw only to its device. draw: int64 scalar.
at::Tensor CounterHashOfDraw(uint64_t stream, const at::Tensor& draw);

// bits: int64. The upper 64 - places bits of each, read as unsigned; 1 <= places <= 63.
at::Tensor ShiftRightLogical(const at::Tensor& bits, int64_t places);

}  // namespace ceteris
