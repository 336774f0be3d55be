// Whether a positional scheme can be built: INVALID_ARGUMENT with the field's path, its value and what would be
// right. No LibTorch.
//
// Example:  RETURN_IF_ERROR(ValidatePosition(config.position(), context, "model.decoder.position"));
//           -> model.decoder.position.rotary: head_dim 5 is odd, but rotary turns pairs of channels; ...
#pragma once

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "core/position/position.pb.h"
#include "core/position/position_context.h"

namespace ceteris {

// `path` is that of the Position message, `stack` of the stack that it serves. Every size in `stack` is at least 1.
absl::Status ValidatePosition(const config::Position& config, const PositionContext& stack, absl::string_view path);

}  // namespace ceteris
