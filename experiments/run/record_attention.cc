#include "experiments/run/record_attention.h"

#include <ATen/core/Tensor.h>

#include "absl/strings/str_cat.h"
#include "core/attention/recorder.h"
#include "core/base/status_macros.h"
#include "core/tensor/catch_torch.h"
#include "core/tensor/numeric.h"
#include "experiments/run/assembled_trial.h"
#include "models/weights/trial_weights.h"

namespace ceteris {
namespace {

class KeepsWeights final : public Recorder {
 public:
  void Attention(absl::string_view scope_name, const at::Tensor& probabilities) override {
    const at::Tensor heads = probabilities.select(0, 0);  // [num_heads, query_len, key_len]
    num_weights_ += heads.numel();
    if (num_weights_ > kMostRecordedWeights) return;
    const at::Tensor plain = heads.to(at::Device(at::kCPU), at::kFloat).contiguous();
    const float* values = plain.const_data_ptr<float>();
    layers_.push_back({std::string(scope_name), plain.size(0), plain.size(1), plain.size(2),
                       std::vector<float>(values, values + plain.numel())});
  }

  int64_t num_weights() const { return num_weights_; }
  std::vector<RecordedLayer>& layers() { return layers_; }

 private:
  int64_t num_weights_ = 0;
  std::vector<RecordedLayer> layers_;
};

// An image's squares by row and column; a class token stands before them.
void NamePatches(int64_t num_places, ReadPlaces* places) {
  while ((places->columns + 1) * (places->columns + 1) <= num_places) ++places->columns;
  const int64_t num_patches = int64_t{places->columns} * places->columns;
  places->tokens.assign(num_places - num_patches, "class");
  for (int64_t patch = 0; patch < num_patches; ++patch) {
    places->tokens.push_back(absl::StrCat(patch / places->columns, ",", patch % places->columns));
  }
}

}  // namespace

absl::StatusOr<RecordedAttention> RecordAttention(const config::Trial& config, const std::string& weights_path,
                                                  absl::string_view text, const std::string& device_name) {
  ASSIGN_OR_RETURN(const at::Device device, ParseDevice(device_name));
  ASSIGN_OR_RETURN(const AssembledTrial trial, AssembleTrial(config, /*seed_key=*/0, device));
  RETURN_IF_ERROR(LoadWeights(weights_path, trial.parameters.get()));
  ASSIGN_OR_RETURN(AttentionInput input, ReadAttentionInput(*trial.task, *trial.model, text, device));
  KeepsWeights recorder;
  ForwardContext context;
  context.recorder = &recorder;
  RETURN_IF_ERROR(CatchTorch([&] { trial.model->Forward(input.batch, context); }));
  if (recorder.num_weights() > kMostRecordedWeights) {
    return absl::InvalidArgumentError(absl::StrCat("text: ", input.places.tokens.size(), " tokens make ",
                                                   recorder.num_weights(), " weights, more than ", kMostRecordedWeights,
                                                   "; use a shorter text"));
  }
  if (input.places.tokens.empty() && !recorder.layers().empty()) {
    NamePatches(recorder.layers()[0].key_len, &input.places);
  }
  return RecordedAttention{std::move(input.places), std::move(recorder.layers())};
}

}  // namespace ceteris
