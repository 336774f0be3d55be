#include "core/training/bigram_model.h"

#include <ATen/ops/cross_entropy_loss.h>
#include <ATen/ops/embedding.h>
#include <ATen/ops/empty.h>

#include "core/base/counter_hash.h"

namespace ceteris {
namespace {

constexpr int64_t kWidth = 8, kSeqLen = 6;

}  // namespace

BigramModel::BigramModel(double dropout_rate, const Scope& scope)
    : embedding_(scope.Parameter("embedding.weight", {kBigramVocabSize, kWidth}, Normal(0.5))),
      dropout_(dropout_rate, scope.Child("dropout")),
      head_(kWidth, kBigramVocabSize, /*bias=*/true, Normal(0.5), scope.Child("head")) {}

at::Tensor BigramModel::Logits(const at::Tensor& tokens, const ForwardContext& context) const {
  return head_.Forward(dropout_.Forward(at::embedding(embedding_, tokens), context));
}

at::Tensor BigramModel::Loss(const Batch& batch, const ForwardContext& context) const {
  at::Tensor logits = Logits(batch.inputs, context).view({-1, kBigramVocabSize});
  if (logits.scalar_type() == at::kBFloat16) logits = logits.to(at::kFloat);
  return at::cross_entropy_loss(logits, batch.targets.reshape({-1}), {}, at::Reduction::Sum, kIgnoredTarget);
}

LossFunction BigramModel::loss() const {
  return [this](const Batch& batch, const ForwardContext& context) { return Loss(batch, context); };
}

BigramBatches::BigramBatches(uint64_t seed, int64_t batch_size, bool ragged)
    : seed_(seed), batch_size_(batch_size), ragged_(ragged) {}

Batch BigramBatches::Get(int64_t index) const {
  Batch batch;
  batch.inputs = at::empty({batch_size_, kSeqLen}, at::kLong);
  batch.targets = at::empty({batch_size_, kSeqLen}, at::kLong);
  int64_t* inputs = batch.inputs.mutable_data_ptr<int64_t>();
  int64_t* targets = batch.targets.mutable_data_ptr<int64_t>();
  const uint64_t key = CounterHash(StreamKey(seed_, "bigrams"), index);
  for (int64_t row = 0; row < batch_size_; ++row) {
    for (int64_t column = 0; column < kSeqLen; ++column) {
      const int64_t place = row * kSeqLen + column;
      inputs[place] = static_cast<int64_t>(UniformBelow(CounterHash(key, 2 * place), kBigramVocabSize));
      const uint64_t noise = CounterHash(key, 2 * place + 1);
      targets[place] = noise % 10 == 0 ? static_cast<int64_t>(UniformBelow(noise, kBigramVocabSize))
                                       : (2 * inputs[place] + 1) % kBigramVocabSize;
      if (ragged_ && column > row) targets[place] = kIgnoredTarget;
    }
  }
  batch.num_targets = CountTargets(batch.targets);
  return batch;
}

}  // namespace ceteris
