#include "models/generation/generate.h"

#include <ATen/ops/empty.h>
#include <c10/core/GradMode.h>

#include <algorithm>
#include <memory>

#include "absl/strings/str_cat.h"
#include "core/base/counter_hash.h"
#include "core/base/status_macros.h"
#include "core/tensor/catch_torch.h"

namespace ceteris {
namespace {

absl::Status ValidateRequest(const Model& model, const std::vector<int64_t>& prompt, const GenerateOptions& options) {
  if (!model.is_causal() || model.AsEncoderDecoder() != nullptr) {
    return absl::InvalidArgumentError("only a decoder alone continues a text; this model has an encoder");
  }
  if (prompt.empty()) return absl::InvalidArgumentError("prompt: is empty; a model continues at least one token");
  if (options.max_new_tokens < 0) {
    return absl::InvalidArgumentError(
        absl::StrCat("max_new_tokens: ", options.max_new_tokens, " is negative; use 0 or more"));
  }
  if (options.max_context < 0) {
    return absl::InvalidArgumentError(
        absl::StrCat("max_context: ", options.max_context, " is negative; use 0 (all positions of the model) or more"));
  }
  return ValidateSampling(options.sampling);
}

// Predicts from a growing sequence: with a cache while it fits the context, from its last tokens afterwards.
class Predictor {
 public:
  Predictor(const Model& model, at::Device device, int64_t max_context, int64_t final_len)
      : model_(model),
        device_(device),
        max_context_(max_context),
        cache_(model.MakeCache(/*batch=*/1, std::min(max_context, final_len))) {}

  // Logits of the token after `tokens`, which begins with what the last call was given. [vocab_size], on the CPU.
  at::Tensor Next(const std::vector<int64_t>& tokens) {
    const int64_t length = static_cast<int64_t>(tokens.size());
    ForwardContext context;
    if (length <= max_context_) context.cache = cache_.get();
    const int64_t begin = length <= max_context_ ? cache_->length() : length - max_context_;
    at::Tensor inputs = at::empty({1, length - begin}, at::kLong);
    std::copy(tokens.begin() + begin, tokens.end(), inputs.mutable_data_ptr<int64_t>());
    Batch batch;
    batch.inputs = inputs.to(device_);
    const at::Tensor logits = model_.Forward(batch, context).logits;  // [1, length - begin, vocab_size]
    return logits[0][length - begin - 1].to(at::kCPU);
  }

 private:
  const Model& model_;
  at::Device device_;
  int64_t max_context_;
  std::unique_ptr<KvCache> cache_;
};

absl::Status Continue(const Model& model, const GenerateOptions& options, std::vector<int64_t>* tokens) {
  const c10::NoGradGuard no_grad;
  const int64_t prompt_len = static_cast<int64_t>(tokens->size());
  int64_t max_context = model.max_positions();
  if (options.max_context > 0) max_context = std::min(max_context, options.max_context);
  Predictor predictor(model, options.device, max_context, prompt_len + options.max_new_tokens);
  const uint64_t stream = StreamKey(options.seed, "generation");
  for (int64_t index = 0; index < options.max_new_tokens; ++index) {
    const double uniform = UnitInterval(CounterHash(stream, static_cast<uint64_t>(index)));
    ASSIGN_OR_RETURN(const int64_t token, SampleToken(predictor.Next(*tokens), options.sampling, uniform));
    tokens->push_back(token);
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::vector<int64_t>> Generate(const Model& model, const std::vector<int64_t>& prompt,
                                              const GenerateOptions& options) {
  RETURN_IF_ERROR(ValidateRequest(model, prompt, options));
  std::vector<int64_t> tokens = prompt;
  absl::Status status;
  RETURN_IF_ERROR(CatchTorch([&] { status = Continue(model, options, &tokens); }));
  RETURN_IF_ERROR(status);
  return std::vector<int64_t>(tokens.begin() + static_cast<int64_t>(prompt.size()), tokens.end());
}

}  // namespace ceteris
