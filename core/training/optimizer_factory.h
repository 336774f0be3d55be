// The optimizer that a configuration names.
#pragma once

#include <memory>

#include "core/training/optimizer.h"
#include "core/training/trained_tensors.h"
#include "core/training/training.pb.h"

namespace ceteris {

// The optimizer shares the tensors of `trained`. nullptr where no variant is set, which ValidateTraining() refuses.
std::unique_ptr<Optimizer> BuildOptimizer(const config::Optimizer& config, const TrainedTensors& trained);

}  // namespace ceteris
