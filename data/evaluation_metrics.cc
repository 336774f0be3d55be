#include "data/evaluation_metrics.h"

namespace ceteris {

std::vector<EvaluationMetric> EvaluationMetrics(const config::Task& task) {
  switch (task.variant_case()) {  // no default: a forgotten variant does not compile
    case config::Task::kLanguageModel:
      return {};
    case config::Task::kMaskedLanguageModel:
      return {EvaluationMetric::kAccuracy};
    case config::Task::kCopySequences:
    case config::Task::kReverseSequences:
      return {EvaluationMetric::kExactMatch};
    case config::Task::kDigits:
      return {EvaluationMetric::kAccuracy, EvaluationMetric::kTestAccuracy};
    case config::Task::VARIANT_NOT_SET:
      break;
  }
  return {};
}

const char* MetricName(EvaluationMetric metric) {
  switch (metric) {
    case EvaluationMetric::kAccuracy:
      return "valid/accuracy";
    case EvaluationMetric::kExactMatch:
      return "valid/exact_match";
    case EvaluationMetric::kTestAccuracy:
      return "test/accuracy";
  }
  return "";
}

}  // namespace ceteris
