// Losses and metrics that arise inside layers, collected during one forward pass.
//
// A mixture of experts balances its experts by a loss of its own (Shazeer et al. 2017, arXiv:1701.06538, section 4);
// what a layer returns has no place for it. Whoever trains passes a collector in ForwardContext::auxiliary and adds
// loss_sum() to the mean loss; whoever passes none pays nothing.
//
// Example:  AuxiliaryLosses auxiliary;  context.auxiliary = &auxiliary;
//           loss = CrossEntropySum(model.Forward(batch, context).logits, batch.targets);
//           if (auxiliary.loss_sum().defined()) loss = loss + num_targets * auxiliary.loss_sum();
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace ceteris {

struct NamedScalar {
  std::string name;
  at::Tensor value;  // scalar, detached, on the device
};

class AuxiliaryLosses {
 public:
  // loss: a scalar, already multiplied by its coefficient. Losses of one name (one per layer) are summed.
  void AddLoss(absl::string_view name, const at::Tensor& loss);
  // value: a scalar. Metrics of one name are averaged.
  void AddMetric(absl::string_view name, const at::Tensor& value);
  // Adds all of `other`, its losses multiplied by `factor` (a scalar, or one element).
  void AddScaled(const AuxiliaryLosses& other, const at::Tensor& factor);

  // The sum of all losses; undefined where there are none. Part of the graph.
  at::Tensor loss_sum() const;
  // The sum of each loss and the mean of each metric, in the order in which names first came; nothing waits for the
  // device.
  std::vector<NamedScalar> values() const;

 private:
  struct Entry {
    std::string name;
    bool is_loss = false;
    at::Tensor sum;
    int64_t count = 0;
  };
  void Add(Entry entry);

  std::vector<Entry> entries_;
};

}  // namespace ceteris
