#include "experiments/run/continue_text.h"

#include <cstdint>
#include <vector>

#include "absl/strings/str_cat.h"
#include "core/base/status_macros.h"
#include "core/tensor/numeric.h"
#include "experiments/run/assembled_trial.h"
#include "models/generation/generate.h"
#include "models/weights/trial_weights.h"

namespace ceteris {

absl::StatusOr<std::string> ContinueText(const config::Trial& config, const std::string& weights_path,
                                         absl::string_view prompt, const ContinueTextOptions& options) {
  if (!config.task().has_language_model()) {
    return absl::InvalidArgumentError("task: only a model of a language_model task continues a text");
  }
  if (prompt.empty()) return absl::InvalidArgumentError("prompt: is empty; give the model at least one character");
  GenerateOptions generate;
  ASSIGN_OR_RETURN(generate.device, ParseDevice(options.device));
  ASSIGN_OR_RETURN(const AssembledTrial trial, AssembleTrial(config, /*seed_key=*/0, generate.device));
  const Tokenizer& tokenizer = *trial.task->tokenizer();
  if (const absl::Status status = tokenizer.Check(prompt); !status.ok()) {
    return absl::Status(status.code(), absl::StrCat("prompt: ", status.message()));
  }
  RETURN_IF_ERROR(LoadWeights(weights_path, trial.parameters.get()));
  generate.max_new_tokens = options.max_new_tokens;
  generate.sampling = {options.temperature, options.top_k};
  generate.seed = options.seed;
  generate.max_context = trial.task->seq_len();
  const std::vector<int32_t> encoded = tokenizer.Encode(prompt);
  ASSIGN_OR_RETURN(const std::vector<int64_t> tokens,
                   Generate(*trial.model, {encoded.begin(), encoded.end()}, generate));
  // Decoded together: a character may be spread over several tokens.
  std::vector<int32_t> all = encoded;
  all.insert(all.end(), tokens.begin(), tokens.end());
  return tokenizer.Decode(all);
}

}  // namespace ceteris
