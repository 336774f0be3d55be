// What the library Transformers calls a model type: how its config.json reads as a model here and which tensors its
// files hold. Each family is a file that makes one of these.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "absl/status/statusor.h"
#include "core/batch/task_shape.h"
#include "models/model.pb.h"
#include "models/weights/foreign_layout.h"

namespace ceteris {

// A model and what its sizes follow from.
struct HuggingFaceModel {
  config::Model model;  // not resolved: what is not written has the schema's default
  TaskShape shape;
};

struct HuggingFaceFamily {
  const char* model_type;         // "gpt2"
  bool has_encoder, has_decoder;  // which stacks its models have
  // The model that a config.json describes. INVALID_ARGUMENT names every key that has no counterpart here.
  absl::StatusOr<HuggingFaceModel> (*read)(const nlohmann::json& config);
  // The config.json of the family's model that is nearest to this one: it has the same sizes, rates and epsilons.
  // Whether it is this one, read() tells. Sizes of `model` are written out (WriteSizesOut).
  nlohmann::json (*write)(const HuggingFaceModel& model);
  // Of a model that read(write(model)) gives back.
  ForeignLayout (*layout)(const HuggingFaceModel& model);
};

}  // namespace ceteris
