// One vector for a whole sequence or image.
//
// Example:  std::unique_ptr<PooledStates> pooling = BuildPooling(config.pooling(), d_model, weight, scope);
//           at::Tensor vector = pooling->Forward(hidden, batch.may_attend);
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

namespace ceteris {

class PooledStates {
 public:
  virtual ~PooledStates() = default;

  // hidden: [batch, seq_len, d_model]
  // may_attend: [batch, 1, 1, seq_len] bool, false for padding; undefined: none
  // Returns [batch, d_model].
  virtual at::Tensor Forward(const at::Tensor& hidden, const at::Tensor& may_attend) const = 0;

  // Floating-point operations for `batch` sequences: matrix products only.
  virtual double Flops(int64_t /*batch*/) const { return 0; }
};

}  // namespace ceteris
