#include "models/generation/decode_sequence.h"

#include <ATen/ops/empty.h>
#include <c10/core/GradMode.h>

#include <algorithm>
#include <memory>

#include "absl/strings/str_cat.h"
#include "core/base/status_macros.h"
#include "core/tensor/catch_torch.h"
#include "models/encoder_decoder.h"
#include "models/generation/sampling.h"

namespace ceteris {
namespace {

absl::Status ValidateRequest(const Model& model, const Batch& batch, const DecodeOptions& options) {
  if (model.AsEncoderDecoder() == nullptr) {
    return absl::InvalidArgumentError("only an encoder-decoder writes the target of a source; this model is none");
  }
  if (!batch.source.defined()) return absl::InvalidArgumentError("the batch has no source to decode from");
  for (const int64_t token : {options.start_token, options.end_token}) {
    if (token < 0)
      return absl::InvalidArgumentError(absl::StrCat("a start or end token is ", token, "; use 0 or more"));
  }
  if (options.max_len < 1) {
    return absl::InvalidArgumentError(absl::StrCat("max_len: ", options.max_len, " is too small; use 1 or more"));
  }
  if (options.max_len > model.max_positions()) {
    return absl::InvalidArgumentError(absl::StrCat("max_len: ", options.max_len, " is more than the ",
                                                   model.max_positions(), " positions of the decoder"));
  }
  return absl::OkStatus();
}

// The batch's rows side by side, a token at a time.
class Decoder {
 public:
  Decoder(const EncoderDecoder& model, const Batch& batch, const DecodeOptions& options)
      : model_(model),
        options_(options),
        cache_(model.MakeCache(batch.source.size(0), options.max_len)),
        tokens_(static_cast<size_t>(batch.source.size(0)), options.start_token),
        written_(tokens_.size()),
        ended_(tokens_.size(), false) {
    Batch source;
    source.source = batch.source.to(options.device);
    if (batch.source_may_attend.defined()) source.source_may_attend = batch.source_may_attend.to(options.device);
    memory_ = model.Encode(source, ForwardContext());
  }

  // Writes one more token of every row.
  absl::Status Step() {
    Batch batch;
    batch.inputs = at::empty({static_cast<int64_t>(tokens_.size()), 1}, at::kLong);
    std::copy(tokens_.begin(), tokens_.end(), batch.inputs.mutable_data_ptr<int64_t>());
    batch.inputs = batch.inputs.to(options_.device);
    ForwardContext context;
    context.cache = cache_.get();
    const at::Tensor logits = model_.Decode(batch, memory_, context).logits.select(1, 0).to(at::kCPU);
    for (size_t row = 0; row < tokens_.size(); ++row) {
      if (ended_[row]) continue;  // goes on reading its end token, and is not heard
      ASSIGN_OR_RETURN(tokens_[row], SampleToken(logits[static_cast<int64_t>(row)], {/*temperature=*/0}, 0));
      ended_[row] = tokens_[row] == options_.end_token;
      if (!ended_[row]) written_[row].push_back(tokens_[row]);
    }
    return absl::OkStatus();
  }

  bool ended() const { return std::find(ended_.begin(), ended_.end(), false) == ended_.end(); }
  const std::vector<std::vector<int64_t>>& written() const { return written_; }

 private:
  const EncoderDecoder& model_;
  DecodeOptions options_;
  std::unique_ptr<KvCache> cache_;
  Memory memory_;
  std::vector<int64_t> tokens_;  // of each row: the last one, which the decoder reads next
  std::vector<std::vector<int64_t>> written_;
  std::vector<bool> ended_;
};

absl::Status Decode(const EncoderDecoder& model, const Batch& batch, const DecodeOptions& options,
                    std::vector<std::vector<int64_t>>* written) {
  const c10::NoGradGuard no_grad;
  Decoder decoder(model, batch, options);
  for (int64_t step = 0; step < options.max_len && !decoder.ended(); ++step) RETURN_IF_ERROR(decoder.Step());
  *written = decoder.written();
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::vector<std::vector<int64_t>>> DecodeSequences(const Model& model, const Batch& batch,
                                                                  const DecodeOptions& options) {
  RETURN_IF_ERROR(ValidateRequest(model, batch, options));
  std::vector<std::vector<int64_t>> written;
  absl::Status status;
  RETURN_IF_ERROR(CatchTorch([&] { status = Decode(*model.AsEncoderDecoder(), batch, options, &written); }));
  RETURN_IF_ERROR(status);
  return written;
}

}  // namespace ceteris
