// The training loop. It names no model: a loss is a function of a batch.
//
// Step s in 1 .. num_steps reads batch s - 1 of the source, sums the losses of its micro-batches, divides by the number
// of valid targets of the whole step (so that accumulation changes only rounding), clips, updates with the learning
// rate of step s. Dropout and its kin read the number of the micro-step, and nothing draws from a generator with a
// state, so evaluating, logging or stopping at other moments changes no bit of any weight. With averaging the
// parameters hold the averaged weights while on_evaluate runs, and for good when training has finished; steps are taken
// from the trained ones, so no step changes by a bit.
//
// Example:
//   const LossFunction loss = [&](const Batch& batch, const ForwardContext& context) {
//     return objective.LossSum(model.Forward(batch, context).logits, batch.targets);
//   };
//   const TrainingResult result = Train(trial.training(), loss, parameters, *batches, device, hooks);
#pragma once

#include <ATen/core/Tensor.h>

#include <functional>

#include "core/batch/batch.h"
#include "core/batch/batch_source.h"
#include "core/tensor/forward_context.h"
#include "core/tensor/parameter_set.h"
#include "core/training/step_metrics.h"
#include "core/training/training.pb.h"

namespace ceteris {

// The SUM of the losses of a batch over its valid targets, in nats: a scalar, float32 or float64, on the device of the
// batch.
using LossFunction = std::function<at::Tensor(const Batch&, const ForwardContext&)>;

// Trains `parameters` in place; they and the batches' tensors are on `device`. Two calls with equal arguments give
// equal bits on one machine with one number of threads (at::set_num_threads is the caller's: it belongs to the
// process). training: resolved and accepted by ValidateTraining(). Throws c10::Error where the loss throws, where a
// batch has no targets, and where accumulation_steps does not divide its rows.
TrainingResult Train(const config::Training& training, const LossFunction& loss, const ParameterSet& parameters,
                     const BatchSource& batches, at::Device device, const TrainingHooks& hooks);

}  // namespace ceteris
