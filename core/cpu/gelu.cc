#include "core/cpu/exponential.h"
#include "core/cpu/kernels.h"
#include "core/cpu/vector.h"

namespace ceteris {
namespace CETERIS_INSTRUCTION_SET {
namespace {

struct Gelu16 {
  Vector value, slope;
};

// x Phi(x) and Phi(x) + x phi(x).
inline Gelu16 GeluOf(Vector x) {
  const Normal16 normal = NormalDistribution(x);
  return {x * normal.distribution, Fma(x, normal.density, normal.distribution)};
}

}  // namespace

void Gelu(const float* x, int64_t n, float* value, float* slope) {
  int64_t i = 0;
  for (; i + kLanes <= n; i += kLanes) {
    const Gelu16 gelu = GeluOf(LoadVector(x + i));
    StoreVector(value + i, gelu.value);
    if (slope != nullptr) StoreVector(slope + i, gelu.slope);
  }
  if (i == n) return;
  const Gelu16 gelu = GeluOf(LoadPart(x + i, n - i));
  StorePart(value + i, gelu.value, n - i);
  if (slope != nullptr) StorePart(slope + i, gelu.slope, n - i);
}

}  // namespace CETERIS_INSTRUCTION_SET
}  // namespace ceteris
