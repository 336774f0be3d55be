// A trial with all its parts built and nothing trained: the only place where data and models meet.
//
// Example:  ASSIGN_OR_RETURN(const AssembledTrial trial, AssembleTrial(config, SeedKey(seed, replicate), at::kCPU));
//           trial.model->Forward(batch, context);
#pragma once

#include <c10/core/Device.h>

#include <cstdint>
#include <memory>

#include "absl/status/statusor.h"
#include "core/tensor/parameter_set.h"
#include "data/pipeline/task.h"
#include "experiments/spec/trial.pb.h"
#include "models/model.h"

namespace ceteris {

struct AssembledTrial {
  std::unique_ptr<Task> task;
  std::unique_ptr<ParameterSet> parameters;
  std::unique_ptr<Model> model;
};

// config: resolved. Parameters have the initial values of `seed_key` (SeedKey(seed, replicate)), the precision of
// config.training.precision, and are on `device`. Errors: what BuildTask and BuildModel return.
absl::StatusOr<AssembledTrial> AssembleTrial(const config::Trial& config, uint64_t seed_key, at::Device device);

}  // namespace ceteris
