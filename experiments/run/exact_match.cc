#include "experiments/run/exact_match.h"

#include <cstdint>
#include <vector>

#include "core/base/status_macros.h"
#include "models/generation/decode_sequence.h"

namespace ceteris {
namespace {

// The targets of a row up to its end token, which is left out: in the form in which decoding returns them.
std::vector<int64_t> WrittenTarget(const at::Tensor& targets, int64_t row, int64_t end_token) {
  const int64_t* target = targets.const_data_ptr<int64_t>() + row * targets.size(1);
  std::vector<int64_t> written;
  for (int64_t i = 0; i < targets.size(1) && target[i] != kIgnoredTarget && target[i] != end_token; ++i) {
    written.push_back(target[i]);
  }
  return written;
}

}  // namespace

absl::StatusOr<double> ExactMatch(const Model& model, const Task& task, const BatchSource& batches, at::Device device) {
  DecodeOptions options;
  options.start_token = task.start_token();
  options.end_token = task.end_token();
  options.max_len = task.seq_len();
  options.device = device;
  int64_t num_rows = 0, num_matches = 0;
  for (int64_t i = 0; i < batches.size(); ++i) {
    const Batch batch = batches.Get(i);
    const auto decoded = DecodeSequences(model, batch, options);
    num_rows += batch.size();
    if (absl::IsFailedPrecondition(decoded.status())) continue;  // scores that are not finite
    RETURN_IF_ERROR(decoded.status());
    for (int64_t row = 0; row < batch.size(); ++row) {
      num_matches += (*decoded)[static_cast<size_t>(row)] == WrittenTarget(batch.targets, row, options.end_token);
    }
  }
  return static_cast<double>(num_matches) / static_cast<double>(num_rows);
}

}  // namespace ceteris
