// Whether an attention layer can be built: INVALID_ARGUMENT with the field's path, its value and what would be right.
// No LibTorch.
//
// Example:  RETURN_IF_ERROR(ValidateAttention(config.attention(), /*d_model=*/64, "model.decoder.attention"));
//           -> model.decoder.attention.num_heads: 5 does not divide d_model 64; use 1, 2, 4, 8, 16, 32 or 64
#pragma once

#include <cstdint>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "core/attention/attention.pb.h"

namespace ceteris {

// d_model >= 1. Whether the positional scheme can run on the kernel is known to ValidateStack().
absl::Status ValidateAttention(const config::Attention& config, int64_t d_model, absl::string_view path);

}  // namespace ceteris
