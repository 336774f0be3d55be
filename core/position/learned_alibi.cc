#include "core/position/learned_alibi.h"

#include <ATen/TensorOperators.h>

#include <vector>

#include "core/position/alibi_slopes.h"
#include "core/tensor/initializer.h"

namespace ceteris {
namespace {

class SlopesOfAlibi final : public Initializer {
 public:
  void Fill(uint64_t, float* out, int64_t n, c10::IntArrayRef) const override {
    const std::vector<double> slopes = AlibiSlopes(n);
    for (int64_t h = 0; h < n; ++h) out[h] = static_cast<float>(slopes[h]);
  }
};

}  // namespace

LearnedAlibi::LearnedAlibi(int64_t num_heads, const Scope& scope)
    : slope_(scope.Parameter("slope", {num_heads}, SlopesOfAlibi(), WeightDecay::kNoDecay)) {}

at::Tensor LearnedAlibi::ScoreBias(const at::Tensor& q_positions, const at::Tensor& k_positions) const {
  const at::Tensor slope = slope_.scalar_type() == at::kBFloat16 ? slope_.to(at::kFloat) : slope_;
  const at::Tensor distance =
      (q_positions.unsqueeze(-1) - k_positions.unsqueeze(-2)).abs();  // [1 | batch, query_len, key_len]
  // [1 | batch, 1, query_len, key_len] times [num_heads, 1, 1]
  return distance.to(slope.scalar_type()).unsqueeze(1) * -slope.view({-1, 1, 1});
}

}  // namespace ceteris
