#include "core/tensor/initializer.h"

#include <c10/util/Exception.h>

#include <algorithm>
#include <cmath>

#include "core/base/counter_hash.h"
#include "core/tensor/normal_quantile.h"

namespace ceteris {
namespace {

// 2 * (k + 1/2) / 2^53 - 1 for the upper 53 bits k: symmetric around 0, never -1, 0 or 1.
double SymmetricUnit(uint64_t bits) {
  constexpr double kScale = 1.0 / 4503599627370496.0;  // 2^-52
  return (static_cast<double>(static_cast<int64_t>(bits >> 11) - (int64_t{1} << 52)) + 0.5) * kScale;
}

void FillUniform(uint64_t key, double bound, float* out, int64_t n) {
  TORCH_CHECK(bound >= 0 && std::isfinite(bound), "a uniform initialiser needs a finite bound >= 0, not ", bound);
  for (int64_t i = 0; i < n; ++i) out[i] = static_cast<float>(bound * SymmetricUnit(CounterHash(key, i)));
}

// By inversion; `inside` of the probability is left, symmetric around 0.
void FillNormal(uint64_t key, double stddev, double inside, float* out, int64_t n) {
  TORCH_CHECK(stddev >= 0 && std::isfinite(stddev), "a normal initialiser needs a finite stddev >= 0, not ", stddev);
  const double half = inside / 2;
  for (int64_t i = 0; i < n; ++i) {
    out[i] = static_cast<float>(stddev * NormalQuantile(SymmetricUnit(CounterHash(key, i)) * half));
  }
}

}  // namespace

void Constant::Fill(uint64_t /*key*/, float* out, int64_t n, c10::IntArrayRef /*shape*/) const {
  std::fill_n(out, n, static_cast<float>(value_));
}

void Normal::Fill(uint64_t key, float* out, int64_t n, c10::IntArrayRef /*shape*/) const {
  FillNormal(key, stddev_, /*inside=*/1, out, n);
}

void TruncatedNormal::Fill(uint64_t key, float* out, int64_t n, c10::IntArrayRef /*shape*/) const {
  constexpr double kWithinTwoStddev = 0.95449973610364158560;  // Phi(2) - Phi(-2) = erf(sqrt(2))
  FillNormal(key, stddev_, kWithinTwoStddev, out, n);
}

void UniformRange::Fill(uint64_t key, float* out, int64_t n, c10::IntArrayRef /*shape*/) const {
  FillUniform(key, bound_, out, n);
}

void XavierUniform::Fill(uint64_t key, float* out, int64_t n, c10::IntArrayRef shape) const {
  TORCH_CHECK(shape.size() == 2, "XavierUniform initialises matrices [out, in], not a tensor of shape ", shape);
  FillUniform(key, gain_ * std::sqrt(6.0 / static_cast<double>(shape[0] + shape[1])), out, n);
}

}  // namespace ceteris
