// Text written by a trained trial.
//
// Example:  ASSIGN_OR_RETURN(const std::string text, ContinueText(trial, "results/trials/.../model.safetensors",
//                                                                 "In the beginning", {}));
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "experiments/spec/trial.pb.h"

namespace ceteris {

struct ContinueTextOptions {
  std::string device = "cpu";  // as ParseDevice() takes it
  int64_t max_new_tokens = 200;
  double temperature = 0.8;
  int64_t top_k = 0;  // 0: every token
  uint64_t seed = 1;
};

// The prompt and its continuation. `config` is resolved, and reads the corpus that it was trained on, whose characters
// are its tokens. The model looks back at most as far as it was trained to. INVALID_ARGUMENT: another task than
// language_model, an empty prompt, one that
// the tokenizer cannot encode (the message shows the character and its place), options out of range, weights of another
// model. FAILED_PRECONDITION: weights that have diverged.
absl::StatusOr<std::string> ContinueText(const config::Trial& config, const std::string& weights_path,
                                         absl::string_view prompt, const ContinueTextOptions& options);

}  // namespace ceteris
