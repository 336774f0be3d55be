#include "core/tensor/dropout_kernel.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/bitwise_and.h>
#include <ATen/ops/empty_like.h>
#include <ATen/ops/ge.h>
#include <ATen/ops/stack.h>
#include <ATen/ops/where.h>
#include <c10/util/BFloat16.h>
#include <c10/util/Exception.h>

#include <algorithm>
#include <cmath>
#include <type_traits>

#include "core/base/counter_hash.h"
#include "core/tensor/counter_hash_tensor.h"

namespace ceteris {
namespace {

// Keep where 32 random bits are at least this.
uint32_t Threshold(double rate) {
  return static_cast<uint32_t>(std::llround(std::min(rate * 4294967296.0, 4294967295.0)));
}

template <typename T>
void Apply(const T* in, T* out, int64_t n, uint64_t key, double rate) {
  using Arithmetic = std::conditional_t<std::is_same_v<T, double>, double, float>;  // bfloat16 is multiplied in float32
  const auto scale = static_cast<Arithmetic>(1.0 / (1.0 - rate));
  const uint32_t threshold = Threshold(rate);
  constexpr int64_t kBlock = 512;
  uint32_t halves[kBlock];
  for (int64_t begin = 0; begin < n; begin += kBlock) {
    const int64_t size = std::min(kBlock, n - begin);
    for (int64_t i = 0; i < kBlock; i += 2) {
      const uint64_t bits = CounterHash(key, static_cast<uint64_t>(begin + i) / 2);
      halves[i] = static_cast<uint32_t>(bits);
      halves[i + 1] = static_cast<uint32_t>(bits >> 32);
    }
    for (int64_t i = 0; i < size; ++i) {
      const Arithmetic kept = static_cast<Arithmetic>(in[begin + i]) * scale;
      out[begin + i] = static_cast<T>(halves[i] >= threshold ? kept : Arithmetic{0});
    }
  }
}

}  // namespace

at::Tensor DropoutOnCpu(const at::Tensor& x, const at::Tensor& draw, const DropoutMask& mask) {
  const at::Tensor in = x.contiguous();
  at::Tensor out = at::empty_like(in);
  const uint64_t key = CounterHash(mask.stream, static_cast<uint64_t>(*draw.const_data_ptr<int64_t>()));
  switch (in.scalar_type()) {
    case at::kFloat:
      Apply(in.const_data_ptr<float>(), out.mutable_data_ptr<float>(), in.numel(), key, mask.rate);
      break;
    case at::kDouble:
      Apply(in.const_data_ptr<double>(), out.mutable_data_ptr<double>(), in.numel(), key, mask.rate);
      break;
    case at::kBFloat16:
      Apply(in.const_data_ptr<at::BFloat16>(), out.mutable_data_ptr<at::BFloat16>(), in.numel(), key, mask.rate);
      break;
    default:
      TORCH_CHECK(false, "dropout takes float32, float64 or bfloat16, not ", in.scalar_type());
  }
  return out;
}

at::Tensor DropoutByOperators(const at::Tensor& x, const at::Tensor& draw, const DropoutMask& mask) {
  const int64_t n = x.numel();
  const at::TensorOptions integers = at::TensorOptions().device(x.device()).dtype(at::kLong);
  const at::Tensor key = CounterHashOfDraw(mask.stream, draw);                        // []
  const at::Tensor bits = CounterHashTensor(key, at::arange((n + 1) / 2, integers));  // [n / 2]
  const at::Tensor low = at::bitwise_and(bits, int64_t{0xFFFFFFFF});
  const at::Tensor halves = at::stack({low, ShiftRightLogical(bits, 32)}, 1).flatten();  // [n] or [n + 1]
  const at::Tensor keep = at::ge(halves.narrow(0, 0, n), static_cast<int64_t>(Threshold(mask.rate))).view(x.sizes());
  return at::where(keep, x * (1.0 / (1.0 - mask.rate)), 0);
}

}  // namespace ceteris
