// What a trained trial looks at while it reads a text: the weights of every attention head.
//
// Example:  ASSIGN_OR_RETURN(const RecordedAttention recorded,
//                            RecordAttention(trial, "results/trials/.../model.safetensors", "In the beginning",
//                            "cpu"));
//           recorded.layers[0].weights;   // [num_heads, query_len, key_len]
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "experiments/run/attention_input.h"
#include "experiments/spec/trial.pb.h"

namespace ceteris {

struct RecordedLayer {
  std::string name;  // "decoder.3.cross_attention"
  int64_t num_heads = 0, query_len = 0, key_len = 0;
  std::vector<float> weights;  // [num_heads, query_len, key_len], after masks, without dropout
};

struct RecordedAttention {
  ReadPlaces places;
  std::vector<RecordedLayer> layers;  // in the order in which they run
};

// More of them make no page that a browser likes.
constexpr int64_t kMostRecordedWeights = 16'000'000;

// `config` is resolved. One forward pass over `text`, as attention_input.h reads it for the trial's task; an
// encoder-decoder first writes its answer. INVALID_ARGUMENT: a text that the task cannot read, that is longer than the
// model's positions or that makes too many weights; weights of another model.
absl::StatusOr<RecordedAttention> RecordAttention(const config::Trial& config, const std::string& weights_path,
                                                  absl::string_view text, const std::string& device);

}  // namespace ceteris
