// Whether a stack can be built: INVALID_ARGUMENT with the field's path, its value and what would be right. No LibTorch.
//
// Example:  RETURN_IF_ERROR(ValidateStack(config.decoder(), {seq_len, /*causal=*/true}, "model.decoder"));
#pragma once

#include <cstdint>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "core/block/block.pb.h"

namespace ceteris {

struct StackLimits {
  int64_t seq_len = 0;  // >= 1
  bool causal = true;
};

// Checks every part as well, and what parts demand of each other.
absl::Status ValidateStack(const config::Stack& config, const StackLimits& limits, absl::string_view path);

}  // namespace ceteris
