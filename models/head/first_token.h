// The hidden state of the first place: what a class token gathered.
//
// Dosovitskiy et al. 2020, arXiv:2010.11929, eq. (4).
//   y = hidden[0]
//
// Example:  at::Tensor vector = FirstToken().Forward(hidden, {});
#pragma once

#include "models/head/pooling.h"

namespace ceteris {

class FirstToken final : public PooledStates {
 public:
  at::Tensor Forward(const at::Tensor& hidden, const at::Tensor& /*may_attend*/) const override {
    return hidden.select(1, 0);  // [batch, d_model]
  }
};

}  // namespace ceteris
