// What follows from the lengths at which a language model is evaluated; the one place that derives it.
//
// A span is a piece of text whose tokens can be predicted in whole windows of every length: seq_len times the least
// common multiple of the multiples. With seq_len 128 and multiples 1, 2, 4 it is 512 tokens: four, two or one window.
#pragma once

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <vector>

#include "data/task.pb.h"

namespace ceteris {

// The multiples of seq_len, rising, the first is 1.
inline std::vector<int32_t> EvaluationLengths(const config::LanguageModel& config) {
  if (config.evaluate_at_lengths().empty()) return {1};
  return {config.evaluate_at_lengths().begin(), config.evaluate_at_lengths().end()};
}

// Of any task: 1 alone but for a language model.
inline std::vector<int32_t> EvaluationLengths(const config::Task& task) {
  return EvaluationLengths(task.language_model());
}

// A span is shorter than this; ValidateTask() refuses lengths that lead further.
constexpr int64_t kSpanLimit = int64_t{1} << 31;

// Tokens in a span, for multiples and seq_len >= 1; kSpanLimit for that many or more.
inline int64_t EvaluationSpan(const config::LanguageModel& config) {
  int64_t multiple = 1;
  for (const int32_t length : EvaluationLengths(config)) {
    multiple = std::min(kSpanLimit, std::lcm<int64_t>(multiple, length));
  }
  return std::min(kSpanLimit, multiple * config.seq_len());
}

// num_validation_tokens, cut down to whole spans.
inline int64_t NumEvaluationTokens(const config::LanguageModel& config) {
  const int64_t span = EvaluationSpan(config);
  return config.num_validation_tokens() / span * span;
}

}  // namespace ceteris
