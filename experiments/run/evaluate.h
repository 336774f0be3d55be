// The loss of a model, and how often it is right, on a fixed set of batches.
#pragma once

#include <c10/core/Device.h>

#include "core/batch/batch_source.h"
#include "models/model.h"

namespace ceteris {

struct Evaluation {
  double loss = 0;      // mean in nats per valid target, summed in float64
  double accuracy = 0;  // share of the valid targets that have the largest logit, the first of equal ones
};

// Over all batches of a finite source. No gradient, no dropout, no random number: nothing that training could notice.
// Waits for the device once, at the end.
Evaluation EvaluateBatches(const Model& model, const BatchSource& batches, at::Device device);

// The loss alone: the same bits.
double MeanLoss(const Model& model, const BatchSource& batches, at::Device device);

}  // namespace ceteris
