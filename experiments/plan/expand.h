// Turns an experiment into a plan: arms merged into the base, axes crossed, defaults written out, every arm validated.
//
//   SourceLocations locations;
//   ASSIGN_OR_RETURN(config::Experiment experiment, ReadExperiment("heads.textproto", &locations));
//   ExpandOptions options;
//   options.sets = {{"training.num_steps", "50"}};
//   options.locations = &locations;
//   ASSIGN_OR_RETURN(Plan plan, Expand(experiment, options));
//
// A pure function: reads no file, no clock, no machine; the same experiment and options give the same plan.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "experiments/plan/plan.h"
#include "experiments/spec/experiment.pb.h"
#include "experiments/spec/source_locations.h"

namespace ceteris {

// Larger plans are refused: they would be a slip of the keyboard.
constexpr int64_t kMostArms = 10000;
constexpr int64_t kMostCells = 100000;

struct ExpandOptions {
  // --seeds=N: only the first N seeds; 0 means all. Not part of the revision's identity.
  int64_t first_seeds = 0;
  // --set=PATH=VALUE, in order: of the base ("training.num_steps") or of the experiment itself ("seeds.count").
  std::vector<std::pair<std::string, std::string>> sets;
  // From ParseExperiment(); messages then start with FILE:LINE:COLUMN. May be null.
  const SourceLocations* locations = nullptr;
};

// INVALID_ARGUMENT in one line, such as
//   heads.textproto:14:33: arm "rotary": model.decoder.attention.num_heads: 5 does not divide d_model 64; use 1, 2, 4,
//   ... heads.textproto:12:1: arm "relu": the same trial as arm "gelu"; change something in one of them or remove it
//   --set=training.num_step=50: training has no field "num_step"; did you mean "num_steps"?
// Cost: about 0.1 ms per arm.
absl::StatusOr<Plan> Expand(const config::Experiment& experiment, const ExpandOptions& options);

}  // namespace ceteris
