// A trial that both Ceteris and Python PyTorch run from the same initial weights and tokens.
//
// Example:  ASSIGN_OR_RETURN(ParityCase parity, LoadParityCase("tools/parity/gpt2.textproto", at::kDouble));
#pragma once

#include <c10/core/ScalarType.h>

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "core/batch/batch_source.h"
#include "core/tensor/parameter_set.h"
#include "experiments/spec/trial.pb.h"
#include "models/model.h"

namespace ceteris {

// Tokens that can be learned: mostly the last one times 3 plus 1, sometimes a random one.
class ParityBatches final : public BatchSource {
 public:
  ParityBatches(int64_t batch_size, int64_t seq_len) : batch_size_(batch_size), seq_len_(seq_len) {}

  Batch Get(int64_t index) const override;
  // [batch_size, seq_len + 1] int64: inputs are all but the last column, targets all but the first.
  at::Tensor Tokens(int64_t index) const;
  int64_t size() const override { return kEndless; }

 private:
  int64_t batch_size_, seq_len_;
};

inline constexpr int64_t kParityVocabSize = 17;

struct ParityCase {
  config::Trial trial;  // resolved
  std::unique_ptr<ParameterSet> parameters;
  std::unique_ptr<Model> model;
  std::unique_ptr<ParityBatches> batches;
};

// dtype: float32 or float64; it replaces the precision in the file, and both start from the same float32 numbers.
absl::StatusOr<ParityCase> LoadParityCase(const std::string& path, at::ScalarType dtype);

}  // namespace ceteris
