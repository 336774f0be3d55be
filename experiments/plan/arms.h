// Which arms an experiment has: its named arms crossed with its axes. Nothing is merged or validated yet.
//
//   arms a, b; axis "model.decoder.attention.num_heads" over 1, 2    ->  a,num_heads=1  a,num_heads=2  b,num_heads=1
//   b,num_heads=2 no arms, that axis                                               ->  num_heads=1  num_heads=2 neither
//   ->  base
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "experiments/spec/experiment.pb.h"

namespace ceteris {

struct AxisValue {
  int axis = 0;      // index into Experiment.axis
  int value = 0;     // index into Axis.values
  std::string path;  // "model.decoder.attention.num_heads"
  std::string text;  // canonical: "0.003" for 3e-3
};

struct ArmChoice {
  std::string name;
  bool baseline = false;
  int arm = -1;                     // index into Experiment.arm; -1 where none is named
  std::vector<AxisValue> settings;  // one per axis
};

// The arms in order, the last axis varying fastest. The baseline is the named baseline at every axis' baseline value.
// An arm is named by the last segments of its axes' paths, as many as tell them apart. INVALID_ARGUMENT starts with the
// path (`axis[0].values[2]: `): an axis that names no scalar, two axes with one path, no value, a value twice (as
// canonical text), a value of the wrong type, a baseline that is not one of the values, more than `most_arms` arms.
absl::StatusOr<std::vector<ArmChoice>> ChooseArms(const config::Experiment& experiment, int64_t most_arms);

}  // namespace ceteris
