// Learned absolute position embedding.
//
// Gehring et al. 2017, "Convolutional Sequence to Sequence Learning", arXiv:1705.03122, section 3.1; as in GPT-2
// (Radford et al. 2019).
//   AddToEmbeddings(x)[p] = x[p] + weight[p]        weight: [max_positions, d_model], trained, not decayed
//
// Nothing is known about positions that were never trained: max_positions() says where the table ends.
//
// Example:  Learned learned(NumLearnedPositions(config, context), d_model, Normal(0.02), scope.Child("position"));
#pragma once

#include <cstdint>

#include "core/position/positional_scheme.h"
#include "core/tensor/initializer.h"
#include "core/tensor/scope.h"

namespace ceteris {

class Learned final : public PositionalScheme {
 public:
  // Adds "<scope>.weight".
  Learned(int64_t max_positions, int64_t d_model, const Initializer& weight, const Scope& scope);

  // Throws c10::Error for a position beyond the table (on a GPU only where positions are consecutive; else the kernel
  // asserts).
  at::Tensor AddToEmbeddings(const at::Tensor& x, const at::Tensor& positions) const override;
  int64_t max_positions() const override { return weight_.size(0); }

 private:
  at::Tensor weight_;  // [max_positions, d_model]
};

}  // namespace ceteris
