// Models small enough for any test, one per corner of the family: decoders, encoder-decoders, encoders of tokens and of
// images. Together they have every head and pooling, tied and untied heads, grouped queries, with and without biases.
//
// Example:  for (const TinyModel& tiny : TinyModels()) { ... BuildModel(tiny.config, tiny.context, scope) ... }
#pragma once

#include <string>
#include <vector>

#include "core/batch/task_shape.h"
#include "models/model.pb.h"

namespace ceteris {

struct TinyModel {
  std::string name;      // "gpt2", "llama", "bert", "vit", ...
  config::Model config;  // resolved: every oneof is written
  TaskShape context;
};

const std::vector<TinyModel>& TinyModels();

// Those that are a decoder alone.
std::vector<TinyModel> TinyDecoders();

// Ends the process where there is no such model.
const TinyModel& FindTinyModel(const std::string& name);

}  // namespace ceteris
