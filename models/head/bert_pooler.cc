#include "models/head/bert_pooler.h"

namespace ceteris {

BertPooler::BertPooler(int64_t d_model, const Initializer& weight, const Scope& scope)
    : dense_(d_model, d_model, /*bias=*/true, weight, scope) {}

at::Tensor BertPooler::Forward(const at::Tensor& hidden, const at::Tensor& /*may_attend*/) const {
  return dense_.Forward(hidden.select(1, 0)).tanh();  // [batch, d_model]
}

double BertPooler::Flops(int64_t batch) const {
  const int64_t d_model = dense_.weight().size(0);
  return Linear::ForwardFlops(batch, d_model, d_model);
}

}  // namespace ceteris
