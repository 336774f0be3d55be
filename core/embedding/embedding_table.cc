#include "core/embedding/embedding_table.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/embedding.h>
#include <ATen/ops/matmul.h>

#include <cmath>

namespace ceteris {

EmbeddingTable::EmbeddingTable(const config::Embedding& config, int64_t vocab_size, int64_t d_model,
                               const Initializer& weight, const Scope& scope)
    : scale_(config.scale_by_sqrt_d_model() ? std::sqrt(static_cast<double>(d_model)) : 1) {
  const bool factorised = config.factor_dim() != 0;
  const int64_t width = factorised ? config.factor_dim() : d_model;
  weight_ = scope.Parameter("weight", {vocab_size, width}, weight);
  if (factorised) {
    projection_ = std::make_unique<Linear>(width, d_model, /*bias=*/false, weight, scope.Child("projection"));
  }
}

at::Tensor EmbeddingTable::Forward(const at::Tensor& tokens) const {
  at::Tensor x = at::embedding(weight_, tokens);            // [batch, seq_len, width]
  if (projection_ != nullptr) x = projection_->Forward(x);  // [batch, seq_len, d_model]
  return scale_ == 1 ? x : x * scale_;
}

at::Tensor EmbeddingTable::BackToTable(const at::Tensor& hidden) const {
  return projection_ == nullptr ? hidden : at::matmul(hidden, projection_->weight());  // [..., factor_dim]
}

double EmbeddingTable::Flops(int64_t num_tokens) const {
  if (projection_ == nullptr) return 0;
  return Linear::ForwardFlops(num_tokens, projection_->weight().size(0), projection_->weight().size(1));
}

}  // namespace ceteris
