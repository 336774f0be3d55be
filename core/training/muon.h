// Muon: momentum whose steps are orthogonalised, for the matrices of the stacks; AdamW for everything else.
//
// Jordan et al. 2024, "Muon: An optimizer for hidden layers in neural networks", kellerjordan.github.io/posts/muon,
// with Nesterov momentum. For each matrix of rows x columns
//   m <- momentum * m + g
//   w <- w - learning_rate * weight_decay * w
//   w <- w - learning_rate * sqrt(max(1, rows / columns)) * NewtonSchulz(g + momentum * m)
// A matrix of the stacks is a decayed parameter with two dimensions or more under "encoder." or "decoder."; a slice of
// a packed one (query, key, value; gate, inner) is the matrix it stands for, and the last two dimensions of a stack of
// matrices (experts) are one each. Embeddings, head, gains, biases and position tables take AdamW's step
// (adam_moments.h) with learning_rate * adamw_learning_rate_factor.
//
// Example:  Muon muon(training.optimizer().muon(), trained);  muon.Step(learning_rate, /*gradient_divisor=*/{});
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "core/training/adam_moments.h"
#include "core/training/optimizer.h"
#include "core/training/trained_tensors.h"
#include "core/training/training.pb.h"

namespace ceteris {

class Muon final : public Optimizer {
 public:
  // Shares the tensors of `trained`; needs the memory of the matrices once more, of the rest twice more, and some of
  // the largest group of matrices of one shape for a moment.
  Muon(const config::Muon& config, const TrainedTensors& trained);

  void Step(const at::Tensor& learning_rate, const at::Tensor& gradient_divisor) override;

 private:
  // All matrices of one shape: they are orthogonalised together.
  struct Group {
    std::vector<at::Tensor> weights, gradients;  // [rows, columns] each
    at::Tensor momentum;                         // [number of them, rows, columns]
  };

  void AddMatrices(const TrainedTensor& tensor);

  config::Muon config_;
  at::Tensor flat_gradient_;
  std::map<std::pair<int64_t, int64_t>, Group> groups_;  // by rows and columns
  AdamMoments rest_;
};

}  // namespace ceteris
