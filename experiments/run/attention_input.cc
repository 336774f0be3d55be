#include "experiments/run/attention_input.h"

#include <ATen/ops/tensor.h>

#include <cstdint>

#include "absl/strings/str_cat.h"

namespace ceteris {
namespace {

absl::StatusOr<AttentionInput> ReadText(const Tokenizer& tokenizer, absl::string_view text) {
  if (text.empty()) return absl::InvalidArgumentError("text: is empty; give the model at least one character");
  if (const absl::Status status = tokenizer.Check(text); !status.ok()) {
    return absl::Status(status.code(), absl::StrCat("text: ", status.message()));
  }
  AttentionInput input;
  const std::vector<int32_t> encoded = tokenizer.Encode(text);
  for (const int32_t token : encoded) input.places.tokens.push_back(tokenizer.Decode({token}));
  const std::vector<int64_t> tokens(encoded.begin(), encoded.end());
  input.batch.inputs = at::tensor(tokens, at::kLong).unsqueeze(0);  // [1, seq_len]
  return input;
}

}  // namespace

absl::StatusOr<AttentionInput> ReadAttentionInput(const Task& task, const Model& model, absl::string_view text,
                                                  at::Device device) {
  if (task.tokenizer() == nullptr) {
    return absl::InvalidArgumentError("task: has no text; only a model of a text task can be shown reading one");
  }
  absl::StatusOr<AttentionInput> input = ReadText(*task.tokenizer(), text);
  if (!input.ok()) return input;
  const int64_t places = static_cast<int64_t>(input->places.tokens.size());
  if (places > model.max_positions()) {
    return absl::InvalidArgumentError(absl::StrCat("text: has ", places, " tokens, and the model's positions end at ",
                                                   model.max_positions(), "; use a shorter text"));
  }
  input->batch = input->batch.To(device);
  return input;
}

}  // namespace ceteris
