// A model of two layers for tests of training: which token follows which.
//
//   logits = Dropout(embedding[token]) W^T + b
//
// Its data are sequences of a counter hash, in which token t is followed by (2 t + 1) mod vocab_size most of the time.
#pragma once

#include <ATen/core/Tensor.h>

#include "core/batch/batch_source.h"
#include "core/tensor/dropout.h"
#include "core/tensor/linear.h"
#include "core/tensor/scope.h"
#include "core/training/train.h"

namespace ceteris {

constexpr int64_t kBigramVocabSize = 11;

class BigramModel {
 public:
  BigramModel(double dropout_rate, const Scope& scope);
  at::Tensor Logits(const at::Tensor& tokens, const ForwardContext& context) const;  // [batch, seq_len, vocab_size]
  // Summed over the valid targets, float32 or float64.
  at::Tensor Loss(const Batch& batch, const ForwardContext& context) const;
  LossFunction loss() const;  // refers to this model

 private:
  at::Tensor embedding_;  // [vocab_size, d_model]
  Dropout dropout_;
  Linear head_;
};

class BigramBatches final : public BatchSource {
 public:
  // ragged: row i of a batch predicts only its first i + 1 targets, so that rows count differently.
  BigramBatches(uint64_t seed, int64_t batch_size, bool ragged = false);
  Batch Get(int64_t index) const override;
  int64_t size() const override { return kEndless; }

 private:
  uint64_t seed_;
  int64_t batch_size_;
  bool ragged_;
};

}  // namespace ceteris
