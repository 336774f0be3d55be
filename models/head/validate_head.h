// Whether a head can be built: INVALID_ARGUMENT with the field's path, its value and what would be right. No LibTorch.
// What a head demands of the family and the task is known to ValidateModel().
#pragma once

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "models/head/head.pb.h"

namespace ceteris {

absl::Status ValidateHead(const config::Head& config, absl::string_view path);

}  // namespace ceteris
