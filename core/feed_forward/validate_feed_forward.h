// Whether a feed-forward layer can be built: INVALID_ARGUMENT with the field's path, its value and what would be
// right. No LibTorch.
#pragma once

#include <cstdint>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "core/feed_forward/feed_forward.pb.h"

namespace ceteris {

// d_model >= 1.
absl::Status ValidateFeedForward(const config::FeedForward& config, int64_t d_model, absl::string_view path);

}  // namespace ceteris
