// The axes of a model and their values, taken from the schema: every choice and every field that has a probe
// (experiments/spec/field_probes.textproto, where a field without one fails a test). A variant that is added later is
// combined with everything at once, without a line here.
//
// Axis 0 is the family, with the head and input that belong to it; the others act on every stack that a family has. A
// choice inside a chosen member (the scaling of rotary positions) makes more values of that member's axis.
//
// Example:  const std::vector<ModelAxis> axes = ModelAxes();
//           const Combination combination = Combine(axes, row);
//           if (Validate(combination).ok()) ... BuildModel(combination.model, combination.shape, scope) ...
#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "core/batch/task_shape.h"
#include "experiments/combinations/covering_array.h"
#include "experiments/spec/differences.h"
#include "models/model.pb.h"

namespace ceteris {

struct ModelAxis {
  struct Value {
    std::string name;
    std::vector<PathChange> changes;  // from the base, paths from "model" down; of stacks as "model.decoder"
  };
  std::string path;
  std::vector<Value> values;  // [0]: the base's
};

struct Combination {
  config::Model model;  // resolved
  TaskShape shape;
};

std::vector<ModelAxis> ModelAxes();

Combination Combine(const std::vector<ModelAxis>& axes, const Row& row);

// ValidateModel() of it.
absl::Status Validate(const Combination& combination);

// "family=vit model.decoder.position=alibi": where a row is not the base.
std::string Describe(const std::vector<ModelAxis>& axes, const Row& row);

}  // namespace ceteris
