// Models small enough for any test, one per corner of the family: together they have every positional scheme,
// feed-forward, norm and residual, tied and untied heads, grouped queries, with and without biases.
//
// Example:  for (const TinyModel& tiny : TinyModels()) { ... BuildModel(tiny.config, tiny.context, scope) ... }
#pragma once

#include <string>
#include <vector>

#include "models/model.pb.h"
#include "core/batch/task_shape.h"

namespace ceteris {

struct TinyModel {
  std::string name;      // "gpt2", "llama", ...
  config::Model config;  // resolved: every oneof is written
  TaskShape context;
};

const std::vector<TinyModel>& TinyModels();

// Ends the process where there is no such model.
const TinyModel& FindTinyModel(const std::string& name);

}  // namespace ceteris
