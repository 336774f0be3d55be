// Whether a normalisation can be built: INVALID_ARGUMENT with the field's path, its value and what would be right. No
// LibTorch.
#pragma once

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "core/norm/norm.pb.h"

namespace ceteris {

absl::Status ValidateNorm(const config::Norm& config, absl::string_view path);

}  // namespace ceteris
