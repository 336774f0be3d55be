// How many copies of the weights a training keeps from step to step, beside weights and gradients. No LibTorch: the
// memory forecast reads it.
//
// Example:  bytes = StateCopies(trial.training()) * num_parameters * 4;
#pragma once

#include "core/training/training.pb.h"

namespace ceteris {

// Moments of the optimizer and averaged weights, in the dtype of the updates. Muon keeps one number per weight of its
// matrices and two for the rest: here two for all, since a configuration does not say how many weights are which.
double StateCopies(const config::Training& training);

}  // namespace ceteris
