// A text as a trial's task reads it, for one look at the model.
//
//   text tasks         the text, by the task's tokenizer
//   sequence tasks     symbols by number, "5 3 8": the source; the model then writes its answer, greedily
//   image tasks        the number of a validation image, "17"
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "core/batch/batch.h"
#include "data/pipeline/task.h"
#include "models/model.h"

namespace ceteris {

// What stands at the places that attention goes between.
struct ReadPlaces {
  std::vector<std::string> tokens;  // of the one stack, or of the decoder: pieces of text, numbers, "start", patches
  std::vector<std::string> source;  // of the encoder of an encoder-decoder; else empty
  int columns = 0;                  // > 0: the last columns^2 tokens are patches of an image, row by row
};

struct AttentionInput {
  Batch batch;  // one row, on the device
  ReadPlaces places;
};

// `model` writes the answer of an encoder-decoder. INVALID_ARGUMENT begins with "text: " and says what would be right.
absl::StatusOr<AttentionInput> ReadAttentionInput(const Task& task, const Model& model, absl::string_view text,
                                                  at::Device device);

}  // namespace ceteris
