// What layers report in training, as means over the micro-batches of the last step, kept on the device until somebody
// reads them.
//
// Reading a number from a GPU waits for everything before it; so each micro-batch only adds, and the means are read
// when metrics are written.
//
// Example:  AuxiliaryMetrics metrics(/*micro_steps=*/4);  metrics.Add(auxiliary);  ...
//            for (const auto& [name, mean] : metrics.Read()) ...   // "train/dropped_tokens"
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "core/tensor/auxiliary_losses.h"

namespace ceteris {

class AuxiliaryMetrics {
 public:
  // micro_steps: calls of Add() per step, >= 1.
  explicit AuxiliaryMetrics(int64_t micro_steps) : micro_steps_(micro_steps) {}

  // The values of one micro-batch.
  void Add(const AuxiliaryLosses& auxiliary);

  // ("train/<name>", mean over the micro-batches of the last step). Waits for the device.
  std::vector<std::pair<std::string, double>> Read() const;

 private:
  struct Sum {
    std::string name;
    at::Tensor value;  // scalar
    int64_t count = 0;
  };
  int64_t micro_steps_, calls_ = 0;
  std::vector<Sum> sums_;
};

}  // namespace ceteris
