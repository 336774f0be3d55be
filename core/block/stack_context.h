// What a stack is built with besides its config: what follows from the task, the model family and the initialisation.
//
// Example (GPT-2, Radford et al. 2019, section 2.3):
//   const Normal weight(0.02), residual(0.02 / std::sqrt(2.0 * config.num_layers()));
//   StackContext context{model_scope.Child("embedding"), weight, residual};
//   context.seq_len = seq_len;
#pragma once

#include <cstdint>

#include "core/tensor/initializer.h"
#include "core/tensor/scope.h"

namespace ceteris {

struct StackContext {
  Scope embedding_scope;        // "embedding": where a scheme that adds to embeddings has its table
  const Initializer& weight;    // of all matrices and tables but the next. Biases start at 0, gains at 1.
  const Initializer& residual;  // of the matrices that write to the residual stream
  int64_t seq_len = 0;          // the longest sequence that is trained on
  bool causal = true;           // false: an encoder, every token sees all others
  int64_t memory_d_model = 0;   // width of the encoder's output that every block attends to; 0: no cross-attention
  double embedding_dropout_rate = 0;  // on the sum of token and position embeddings
};

}  // namespace ceteris
