#include "data/tasks/evaluation_spans.h"

#include <algorithm>

namespace ceteris {

std::vector<int64_t> EvaluationSpans(int64_t text_tokens, int64_t span, int64_t num_tokens) {
  const int64_t num_fitting = std::max<int64_t>(0, text_tokens - 1) / span;
  const int64_t num_spans = std::min(num_fitting, num_tokens / span);
  std::vector<int64_t> begins;
  for (int64_t i = 0; i < num_spans; ++i) begins.push_back((2 * i + 1) * num_fitting / (2 * num_spans) * span);
  return begins;
}

}  // namespace ceteris
