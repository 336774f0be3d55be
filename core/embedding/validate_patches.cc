#include "core/embedding/validate_patches.h"

#include "core/base/status_macros.h"
#include "core/embedding/patch_shape.h"
#include "core/validation/field_error.h"

namespace ceteris {
namespace {

constexpr int64_t kMaxListed = 1024;  // no one wants longer divisors

}  // namespace

absl::Status ValidatePatches(const config::Patches& config, const ImageSize& image, int64_t d_model,
                             absl::string_view path) {
  RETURN_IF_ERROR(RequireAtLeast(path, "patch_size", config.patch_size(), 1));
  RETURN_IF_ERROR(RequireAtLeast(path, "image_size (from the task)", image.side, 1));
  RETURN_IF_ERROR(RequireAtLeast(path, "image_channels (from the task)", image.channels, 1));
  if (image.side % config.patch_size() != 0) {
    return FieldError(path, "patch_size", config.patch_size(),
                      absl::StrCat("does not divide the side of the task's images, ", image.side, "; use ",
                                   OrList(Divisors(image.side, kMaxListed))));
  }
  const PatchShape shape = PatchShapeOf(config, image.side, image.channels);
  return RequireTensorSize(path, "patch_size", config.patch_size(), shape.pixels_per_patch(), d_model);
}

}  // namespace ceteris
