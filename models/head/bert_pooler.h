// BERT's pooler: the first place through a linear map and tanh.
//
// Devlin et al. 2018, arXiv:1810.04805, as in the released code.
//   y = tanh(hidden[0] W^T + b)
//
// Example:  BertPooler pooler(d_model, Normal(0.02), scope.Child("pooler"));  vector = pooler.Forward(hidden, {});
#pragma once

#include <cstdint>

#include "core/tensor/initializer.h"
#include "core/tensor/linear.h"
#include "core/tensor/scope.h"
#include "models/head/pooling.h"

namespace ceteris {

class BertPooler final : public PooledStates {
 public:
  // Adds "<scope>.weight" [d_model, d_model] and "<scope>.bias".
  BertPooler(int64_t d_model, const Initializer& weight, const Scope& scope);

  at::Tensor Forward(const at::Tensor& hidden, const at::Tensor& may_attend) const override;
  double Flops(int64_t batch) const override;

 private:
  Linear dense_;
};

}  // namespace ceteris
