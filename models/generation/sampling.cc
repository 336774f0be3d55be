#include "models/generation/sampling.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "absl/strings/str_cat.h"

namespace ceteris {

absl::Status ValidateSampling(const SamplingOptions& options) {
  if (!(options.temperature >= 0) || std::isinf(options.temperature)) {
    return absl::InvalidArgumentError(
        absl::StrCat("temperature: ", options.temperature, " is out of range; use 0 (greedy) or a positive number"));
  }
  if (options.top_k < 0) {
    return absl::InvalidArgumentError(
        absl::StrCat("top_k: ", options.top_k, " is negative; use 0 (every token) or more"));
  }
  return absl::OkStatus();
}

absl::StatusOr<int64_t> SampleToken(const at::Tensor& logits, const SamplingOptions& options, double uniform) {
  const at::Tensor values = logits.detach().to(at::kDouble).contiguous();
  const double* logit = values.const_data_ptr<double>();
  const int64_t vocab_size = values.numel();
  const auto invalid = [](double value) { return std::isnan(value) || value == HUGE_VAL; };
  if (vocab_size == 0 || std::any_of(logit, logit + vocab_size, invalid)) {
    return absl::FailedPreconditionError("a logit is not finite: these weights have diverged");
  }
  std::vector<int64_t> tokens(vocab_size);  // most likely first
  std::iota(tokens.begin(), tokens.end(), 0);
  const auto more_likely = [logit](int64_t a, int64_t b) { return logit[a] != logit[b] ? logit[a] > logit[b] : a < b; };
  int64_t num_candidates = options.top_k == 0 ? vocab_size : std::min(options.top_k, vocab_size);
  if (options.temperature == 0) num_candidates = 1;
  std::partial_sort(tokens.begin(), tokens.begin() + num_candidates, tokens.end(), more_likely);
  const double largest = logit[tokens[0]];
  if (largest == -HUGE_VAL) return absl::FailedPreconditionError("no logit is finite: these weights have diverged");

  std::vector<double> cumulative(num_candidates);
  double total = 0;
  for (int64_t i = 0; i < num_candidates; ++i) {
    const double relative =
        logit[tokens[i]] - largest;  // <= 0, so a tiny temperature gives exp(-inf) = 0 and no overflow
    total += relative == 0 ? 1 : std::exp(relative / options.temperature);
    cumulative[i] = total;
  }
  const auto chosen = std::upper_bound(cumulative.begin(), cumulative.end(), uniform * total);
  return tokens[std::min<int64_t>(chosen - cumulative.begin(), num_candidates - 1)];
}

}  // namespace ceteris
