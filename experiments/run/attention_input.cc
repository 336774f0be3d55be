#include "experiments/run/attention_input.h"

#include <ATen/ops/tensor.h>

#include <cstdint>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "core/base/status_macros.h"
#include "data/sequence_tokens.h"
#include "models/generation/decode_sequence.h"

namespace ceteris {
namespace {

at::Tensor Row(const std::vector<int64_t>& tokens) { return at::tensor(tokens, at::kLong).unsqueeze(0); }

absl::StatusOr<AttentionInput> ReadText(const Tokenizer& tokenizer, absl::string_view text) {
  if (text.empty()) return absl::InvalidArgumentError("text: is empty; give the model at least one character");
  if (const absl::Status status = tokenizer.Check(text); !status.ok()) {
    return absl::Status(status.code(), absl::StrCat("text: ", status.message()));
  }
  AttentionInput input;
  const std::vector<int32_t> encoded = tokenizer.Encode(text);
  for (const int32_t token : encoded) input.places.tokens.push_back(tokenizer.Decode({token}));
  input.batch.inputs = Row({encoded.begin(), encoded.end()});  // [1, seq_len]
  return input;
}

// "5 3 8", each a symbol of the task.
absl::StatusOr<std::vector<int64_t>> ReadSymbols(const TaskShape& shape, absl::string_view text) {
  std::vector<int64_t> symbols;
  for (const absl::string_view word : absl::StrSplit(text, ' ', absl::SkipEmpty())) {
    int64_t symbol = 0;
    if (!absl::SimpleAtoi(word, &symbol) || symbol < kFirstSymbol || symbol >= shape.vocab_size) {
      return absl::InvalidArgumentError(absl::StrCat("text: \"", word,
                                                     "\" is no symbol of this task; want numbers from ", kFirstSymbol,
                                                     " to ", shape.vocab_size - 1, " with blanks between"));
    }
    symbols.push_back(symbol);
  }
  const int64_t longest = shape.source_len;
  if (symbols.empty() || static_cast<int64_t>(symbols.size()) > longest) {
    return absl::InvalidArgumentError(
        absl::StrCat("text: has ", symbols.size(), " symbols; want 1 to ", longest, " numbers with blanks between"));
  }
  return symbols;
}

absl::StatusOr<AttentionInput> ReadSource(const Task& task, const Model& model, absl::string_view text,
                                          at::Device device) {
  ASSIGN_OR_RETURN(const std::vector<int64_t> symbols, ReadSymbols(task.shape(), text));
  AttentionInput input;
  for (const int64_t symbol : symbols) input.places.source.push_back(absl::StrCat(symbol));
  input.batch.source = Row(symbols);  // [1, source_len]
  DecodeOptions options;
  options.start_token = task.start_token();
  options.end_token = task.end_token();
  options.max_len = task.shape().seq_len;
  options.device = device;
  ASSIGN_OR_RETURN(const auto written, DecodeSequences(model, input.batch, options));
  std::vector<int64_t> inputs = {task.start_token()};
  input.places.tokens = {"start"};
  for (const int64_t token : written[0]) {
    if (static_cast<int64_t>(inputs.size()) == options.max_len) break;  // what follows it would not be read
    inputs.push_back(token);
    input.places.tokens.push_back(absl::StrCat(token));
  }
  input.batch.inputs = Row(inputs);  // [1, seq_len]
  return input;
}

absl::StatusOr<AttentionInput> ReadImage(const Task& task, absl::string_view text) {
  const auto images = task.ValidationBatches(/*length_multiple=*/1, /*batch_size=*/1);
  int64_t number = 0;
  if (!absl::SimpleAtoi(text, &number) || number < 0 || number >= images->size()) {
    return absl::InvalidArgumentError(
        absl::StrCat("text: \"", text, "\" is no validation image; want a number from 0 to ", images->size() - 1));
  }
  AttentionInput input;
  input.batch = images->Get(number);
  return input;
}

}  // namespace

absl::StatusOr<AttentionInput> ReadAttentionInput(const Task& task, const Model& model, absl::string_view text,
                                                  at::Device device) {
  const TaskShape shape = task.shape();
  absl::StatusOr<AttentionInput> input = shape.image_size > 0   ? ReadImage(task, text)
                                         : shape.source_len > 0 ? ReadSource(task, model, text, device)
                                                                : ReadText(*task.tokenizer(), text);
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
