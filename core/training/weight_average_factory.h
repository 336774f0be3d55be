// The weight average that a configuration names.
#pragma once

#include <memory>

#include "core/training/trained_tensors.h"
#include "core/training/training.pb.h"
#include "core/training/weight_average.h"

namespace ceteris {

// The average reads the tensors of `trained`. nullptr for no_averaging, and where no variant is set.
std::unique_ptr<WeightAverage> BuildWeightAverage(const config::Averaging& config, const TrainedTensors& trained);

}  // namespace ceteris
