// The loss of a model on a fixed set of batches.
#pragma once

#include <c10/core/Device.h>

#include "core/batch/batch_source.h"
#include "models/model.h"

namespace ceteris {

// Mean loss in nats per valid target over all batches of a finite source, summed in float64. No gradient, no dropout,
// no random number: nothing that training could notice. Waits for the device once, at the end.
double MeanLoss(const Model& model, const BatchSource& batches, at::Device device);

}  // namespace ceteris
