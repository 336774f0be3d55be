// A score per class for a whole sequence or image.
//
// Devlin et al. 2018, arXiv:1810.04805, section 4.1; Dosovitskiy et al. 2020, arXiv:2010.11929, section 3.1.
//   logits = Dropout(Pool(hidden)) W^T + b
// Without classes the pooled vector itself is what comes out: a sentence embedding, or BERT as it is published, before
// anyone fine-tunes it.
//
// Example:  Classifier head(config.classifier(), {d_model, num_classes}, weight, scope.Child("head"));
//           at::Tensor logits = head.Forward(hidden, batch.may_attend, context);   // [batch, num_classes]
#pragma once

#include <cstdint>
#include <memory>

#include "core/tensor/dropout.h"
#include "core/tensor/initializer.h"
#include "core/tensor/linear.h"
#include "core/tensor/scope.h"
#include "models/head/head.pb.h"
#include "models/head/output_head.h"
#include "models/head/pooling.h"

namespace ceteris {

struct ClassifierShape {
  int64_t d_model = 0;
  int64_t num_classes = 0;  // 0: the pooled vector is the output
};

class Classifier final : public OutputHead {
 public:
  // Adds "<scope>.weight" [num_classes, d_model] and "<scope>.bias" where there are classes, and what the pooling
  // trains.
  Classifier(const config::Classifier& config, const ClassifierShape& shape, const Initializer& weight,
             const Scope& scope);

  // Returns [batch, num_classes], or [batch, d_model] without classes.
  at::Tensor Forward(const at::Tensor& hidden, const at::Tensor& may_attend,
                     const ForwardContext& context) const override;
  double Flops(int64_t batch, int64_t seq_len) const override;

 private:
  ClassifierShape shape_;
  std::unique_ptr<PooledStates> pooling_;
  Dropout dropout_;
  Linear scores_;  // without tensors where there are no classes
};

}  // namespace ceteris
