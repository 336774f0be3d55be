#include "core/position/positional_scheme.h"

namespace ceteris {

at::Tensor PositionalScheme::AddToEmbeddings(const at::Tensor& x, const at::Tensor&) const { return x; }

at::Tensor PositionalScheme::RotateQuery(const at::Tensor& q, const at::Tensor&) const { return q; }

at::Tensor PositionalScheme::RotateKey(const at::Tensor& k, const at::Tensor&) const { return k; }

at::Tensor PositionalScheme::ScoreBias(const at::Tensor&, const at::Tensor&) const { return {}; }

at::Tensor PositionalScheme::AdjustScores(const at::Tensor& scores, const at::Tensor&, const at::Tensor&,
                                          const ScorePlace&) const {
  return scores;
}

at::Tensor PositionalScheme::AddToMixed(const at::Tensor& mixed, const at::Tensor&, const ScorePlace&) const {
  return mixed;
}

double PositionalScheme::FlopsPerLayer(int64_t, int64_t, int64_t) const { return 0; }

}  // namespace ceteris
