#include "core/tensor/counter_hash_tensor.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/bitwise_and.h>
#include <ATen/ops/bitwise_right_shift.h>
#include <ATen/ops/bitwise_xor.h>

#include "core/base/counter_hash.h"

namespace ceteris {

at::Tensor ShiftRightLogical(const at::Tensor& bits, int64_t places) {
  return at::bitwise_and(at::bitwise_right_shift(bits, places), (int64_t{1} << (64 - places)) - 1);
}

at::Tensor CounterHashTensor(const at::Tensor& key, const at::Tensor& index) {
  at::Tensor bits = key + (index + 1) * static_cast<int64_t>(kCounterStep);
  bits = at::bitwise_xor(bits, ShiftRightLogical(bits, 30)) * static_cast<int64_t>(kMixFirst);
  bits = at::bitwise_xor(bits, ShiftRightLogical(bits, 27)) * static_cast<int64_t>(kMixSecond);
  return at::bitwise_xor(bits, ShiftRightLogical(bits, 31));
}

at::Tensor CounterHashOfDraw(uint64_t stream, const at::Tensor& draw) {
  return CounterHashTensor(draw * 0 + static_cast<int64_t>(stream), draw);
}

}  // namespace ceteris
