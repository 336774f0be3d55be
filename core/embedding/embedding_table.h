// A vector for each token, looked up in a table of its own width or of a narrower one.
//
// Vaswani et al. 2017, arXiv:1706.03762, section 3.4 (the factor); Lan et al. 2019, "ALBERT", arXiv:1909.11942, section
// 3.1 (the factorised table).
//   x[t] = scale * weight[token[t]]                   weight: [vocab_size, d_model]
//   x[t] = scale * projection weight[token[t]]        factorised: weight [vocab_size, factor_dim], projection [d_model,
//   factor_dim]
// Deviation: ALBERT's code adds a bias after the projection; its paper does not.
//
// Example:  EmbeddingTable table(config, vocab_size, d_model, Normal(0.02), scope.Child("embedding").Child("token"));
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <memory>

#include "core/embedding/embedding.pb.h"
#include "core/tensor/initializer.h"
#include "core/tensor/linear.h"
#include "core/tensor/scope.h"

namespace ceteris {

class EmbeddingTable {
 public:
  // Adds "<scope>.weight" and, where config.factor_dim is not 0, "<scope>.projection.weight". Reads factor_dim and
  // scale_by_sqrt_d_model.
  EmbeddingTable(const config::Embedding& config, int64_t vocab_size, int64_t d_model, const Initializer& weight,
                 const Scope& scope);

  // tokens: [batch, seq_len] int64 in [0, vocab_size). Returns [batch, seq_len, d_model].
  at::Tensor Forward(const at::Tensor& tokens) const;

  // hidden: [..., d_model]. Returns [..., width of the table]: hidden times the projection, or hidden itself. The
  // product of it with weight() transposed is that of hidden with the whole embedding transposed.
  at::Tensor BackToTable(const at::Tensor& hidden) const;

  // Floating-point operations of Forward(), or of BackToTable(), for num_tokens tokens: 0 unless factorised.
  double Flops(int64_t num_tokens) const;

  const at::Tensor& weight() const { return weight_; }  // [vocab_size, d_model or factor_dim]

 private:
  double scale_;
  at::Tensor weight_;
  std::unique_ptr<Linear> projection_;  // null unless factorised
};

}  // namespace ceteris
