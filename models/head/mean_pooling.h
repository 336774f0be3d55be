// The mean of the hidden states.
//
// Reimers and Gurevych 2019, "Sentence-BERT", arXiv:1908.10084, section 3; of patches: Beyer et al. 2022,
// arXiv:2205.01580.
//   y = sum over t of visible[t] hidden[t] / max(1, sum over t of visible[t])
// Every visible place counts, a class token too where the input has one.
//
// Example:  at::Tensor vector = MeanPooling().Forward(hidden, batch.may_attend);
#pragma once

#include "models/head/pooling.h"

namespace ceteris {

class MeanPooling final : public PooledStates {
 public:
  // 0 for a sequence of padding only. Throws c10::Error where may_attend differs from query to query: then there is no
  // one set of visible places.
  at::Tensor Forward(const at::Tensor& hidden, const at::Tensor& may_attend) const override;
};

}  // namespace ceteris
