// What an evaluation of a task reports beside its loss; the one place that says it.
//
// Example:  for (const EvaluationMetric metric : EvaluationMetrics(task)) names.push_back(MetricName(metric));
#pragma once

#include <vector>

#include "data/task.pb.h"

namespace ceteris {

enum class EvaluationMetric {
  kAccuracy,    // share of the targets that have the largest logit; the first of equal ones
  kExactMatch,  // share of the sequences that greedy decoding writes down whole, end token included
  // Accuracy on the test split, read once, after the last step: never the ground of a choice.
  kTestAccuracy,
};

// In the order in which a table shows them. Empty for a causal language model.
std::vector<EvaluationMetric> EvaluationMetrics(const config::Task& task);

// "valid/accuracy", "valid/exact_match", "test/accuracy": its name in the store.
const char* MetricName(EvaluationMetric metric);

}  // namespace ceteris
