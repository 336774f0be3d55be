// Whether images of a task can be cut into patches: INVALID_ARGUMENT with the field's path, its value and what would be
// right. No LibTorch.
#pragma once

#include <cstdint>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "core/embedding/patches.pb.h"

namespace ceteris {

struct ImageSize {
  int64_t side = 0;  // >= 1
  int64_t channels = 0;
};

absl::Status ValidatePatches(const config::Patches& config, const ImageSize& image, int64_t d_model,
                             absl::string_view path);

}  // namespace ceteris
