// The scalar metrics that a trial on a task reports, by the names they have in the store.
#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "data/task.pb.h"

namespace ceteris {

// "valid/loss", "valid/accuracy", "valid/loss@x2", ..., "train/loss", ...: what a person asks about first.
std::vector<std::string> MetricNames(const config::Task& task);

// INVALID_ARGUMENT `primary_metric: "valid/los" is not a metric of this task; use valid/loss, ...; did you mean
// "valid/loss"?`.
absl::Status ValidateMetric(absl::string_view path, absl::string_view metric, const config::Task& task);

}  // namespace ceteris
