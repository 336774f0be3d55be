// Whether rotary's angles can be scaled as a config says: INVALID_ARGUMENT with the field's path, its value and what
// would be right. No LibTorch.
//
// Example:  RETURN_IF_ERROR(ValidateRotaryScaling(config.rotary(), {head_dim, seq_len},
// "model.decoder.position.rotary"));
#pragma once

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "core/position/position.pb.h"
#include "core/position/rotary_scaling.h"

namespace ceteris {

// `path` is that of the Rotary message, whose theta has been checked; head_dim is even.
absl::Status ValidateRotaryScaling(const config::Rotary& config, const RotaryShape& shape, absl::string_view path);

}  // namespace ceteris
