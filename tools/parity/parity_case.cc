#include "tools/parity/parity_case.h"

#include <ATen/ops/empty.h>
#include <google/protobuf/text_format.h>

#include <utility>

#include "absl/strings/str_cat.h"
#include "core/base/counter_hash.h"
#include "core/base/file.h"
#include "core/base/status_macros.h"
#include "core/tensor/scope.h"
#include "data/declared_shape.h"
#include "experiments/spec/resolve.h"
#include "models/model_factory.h"

namespace ceteris {

at::Tensor ParityBatches::Tokens(int64_t index) const {
  at::Tensor tokens = at::empty({batch_size_, seq_len_ + 1}, at::kLong);
  int64_t* out = tokens.mutable_data_ptr<int64_t>();
  const uint64_t key = CounterHash(StreamKey(0, "parity"), static_cast<uint64_t>(index));
  for (int64_t i = 0; i < tokens.numel(); ++i) {
    const uint64_t bits = CounterHash(key, static_cast<uint64_t>(i));
    const bool surprising = i == 0 || UnitInterval(bits) < 0.2;
    out[i] = surprising ? static_cast<int64_t>(bits % kParityVocabSize) : (3 * out[i - 1] + 1) % kParityVocabSize;
  }
  return tokens;
}

Batch ParityBatches::Get(int64_t index) const {
  const at::Tensor tokens = Tokens(index);
  Batch batch;
  batch.inputs = tokens.narrow(1, 0, seq_len_);
  batch.targets = tokens.narrow(1, 1, seq_len_);
  batch.num_targets = batch.targets.numel();
  return batch;
}

absl::StatusOr<ParityCase> LoadParityCase(const std::string& path, at::ScalarType dtype) {
  ParityCase parity;
  ASSIGN_OR_RETURN(const std::string text, ReadFile(path));
  if (!google::protobuf::TextFormat::ParseFromString(text, &parity.trial)) {
    return absl::InvalidArgumentError(absl::StrCat(path, ": is no config.Trial"));
  }
  Resolve(&parity.trial);
  const int64_t seq_len = DeclaredShape(parity.trial.task()).seq_len;
  parity.parameters = std::make_unique<ParameterSet>();
  const Scope scope(parity.parameters.get(), /*seed=*/1, dtype);
  ASSIGN_OR_RETURN(parity.model, BuildModel(parity.trial.model(), {kParityVocabSize, seq_len}, scope));
  parity.batches = std::make_unique<ParityBatches>(parity.trial.training().batch_size(), seq_len);
  return parity;
}

}  // namespace ceteris
