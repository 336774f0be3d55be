// A linear map: y = x W^T + b.
//
// The weight is stored [out, in], as in PyTorch, so weights move between the two without transposing.
//
// Example:  Linear query(d_model, num_heads * head_dim, /*bias=*/true, Normal(0.02), scope.Child("query"));
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

#include "core/tensor/initializer.h"
#include "core/tensor/scope.h"

namespace ceteris {

class Linear {
 public:
  // Adds "<scope>.weight" [out, in] and, with bias, "<scope>.bias" [out], which starts at zero and is not decayed.
  Linear(int64_t in, int64_t out, bool bias, const Initializer& weight, const Scope& scope);
  // A map over tensors that are registered elsewhere (packed or shared). bias may be undefined.
  Linear(at::Tensor weight, at::Tensor bias);

  // x: [..., in]. Returns [..., out], same dtype.
  at::Tensor Forward(const at::Tensor& x) const;

  const at::Tensor& weight() const { return weight_; }
  const at::Tensor& bias() const { return bias_; }  // undefined without bias

  // Floating-point operations of one forward pass over num_rows rows: a multiplication and an addition count as two;
  // bias left out.
  static double ForwardFlops(int64_t num_rows, int64_t in, int64_t out) {
    return 2.0 * static_cast<double>(num_rows) * static_cast<double>(in) * static_cast<double>(out);
  }

 private:
  at::Tensor weight_;  // [out, in]
  at::Tensor bias_;    // [out] or undefined
};

}  // namespace ceteris
