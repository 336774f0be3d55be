#include "models/head/classifier.h"

#include "models/head/pooling_factory.h"

namespace ceteris {
namespace {

Linear MakeScores(const ClassifierShape& shape, const Initializer& weight, const Scope& scope) {
  if (shape.num_classes == 0) return Linear(at::Tensor(), at::Tensor());
  return Linear(shape.d_model, shape.num_classes, /*bias=*/true, weight, scope);
}

}  // namespace

Classifier::Classifier(const config::Classifier& config, const ClassifierShape& shape, const Initializer& weight,
                       const Scope& scope)
    : shape_(shape),
      pooling_(BuildPooling(config.pooling(), shape.d_model, weight, scope)),
      dropout_(config.dropout_rate(), scope.Child("dropout")),
      scores_(MakeScores(shape, weight, scope)) {}

at::Tensor Classifier::Forward(const at::Tensor& hidden, const at::Tensor& may_attend,
                               const ForwardContext& context) const {
  const at::Tensor pooled = dropout_.Forward(pooling_->Forward(hidden, may_attend), context);  // [batch, d_model]
  return shape_.num_classes == 0 ? pooled : scores_.Forward(pooled);                           // [batch, num_classes]
}

double Classifier::Flops(int64_t batch, int64_t /*seq_len*/) const {
  return pooling_->Flops(batch) + Linear::ForwardFlops(batch, shape_.d_model, shape_.num_classes);
}

}  // namespace ceteris
