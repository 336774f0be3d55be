// The sizes of an image that is read as a sequence of patches. No LibTorch.
//
// Example:  const PatchShape shape = PatchShapeOf(config.patches(), /*image_size=*/224, /*image_channels=*/3);
//           shape.seq_len() == 14 * 14 + 1
#pragma once

#include <cstdint>

#include "core/embedding/patches.pb.h"

namespace ceteris {

struct PatchShape {
  int64_t image_size = 0;
  int64_t channels = 0;
  int64_t patch_size = 0;  // divides image_size
  bool class_token = false;

  int64_t patches_per_side() const { return image_size / patch_size; }
  int64_t num_patches() const { return patches_per_side() * patches_per_side(); }
  int64_t pixels_per_patch() const { return channels * patch_size * patch_size; }
  int64_t seq_len() const { return num_patches() + (class_token ? 1 : 0); }
};

// The config must have passed ValidatePatches().
inline PatchShape PatchShapeOf(const config::Patches& config, int64_t image_size, int64_t image_channels) {
  return {image_size, image_channels, config.patch_size(), config.class_token()};
}

}  // namespace ceteris
