#include "experiments/spec/metric_names.h"

#include <algorithm>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "core/base/did_you_mean.h"
#include "data/evaluation_lengths.h"
#include "data/evaluation_metrics.h"

namespace ceteris {

std::vector<std::string> MetricNames(const config::Task& task) {
  std::vector<std::string> names;
  if (task.variant_case() != config::Task::VARIANT_NOT_SET) names.push_back("valid/loss");
  for (const EvaluationMetric metric : EvaluationMetrics(task)) names.push_back(MetricName(metric));
  for (const int32_t multiple : EvaluationLengths(task)) {
    if (multiple > 1) names.push_back(absl::StrCat("valid/loss@x", multiple));
  }
  for (const char* name : {"train/loss", "train/gradient_norm", "train/learning_rate"}) names.push_back(name);
  return names;
}

absl::Status ValidateMetric(absl::string_view path, absl::string_view metric, const config::Task& task) {
  const std::vector<std::string> names = MetricNames(task);
  if (std::find(names.begin(), names.end(), metric) != names.end()) return absl::OkStatus();
  metric = metric.substr(0, 80);
  return absl::InvalidArgumentError(absl::StrCat(path, ": \"", absl::Utf8SafeCEscape(metric),
                                                 "\" is not a metric of this task; use ", absl::StrJoin(names, ", "),
                                                 DidYouMean(metric, names)));
}

}  // namespace ceteris
