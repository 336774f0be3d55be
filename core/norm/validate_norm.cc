#include "core/norm/validate_norm.h"

#include "absl/strings/str_cat.h"
#include "core/validation/field_error.h"

namespace ceteris {

absl::Status ValidateNorm(const config::Norm& config, absl::string_view path) {
  if (config.variant_case() == config::Norm::VARIANT_NOT_SET) return OneofNotSetError(path, config, "variant");
  const auto below = [path](absl::string_view variant) { return absl::StrCat(path, ".", variant); };
  if (config.has_layer_norm()) return RequireAbove(below("layer_norm"), "epsilon", config.layer_norm().epsilon(), 0);
  if (config.has_rms_norm()) return RequireAbove(below("rms_norm"), "epsilon", config.rms_norm().epsilon(), 0);
  if (config.has_scale_norm()) return RequireAbove(below("scale_norm"), "epsilon", config.scale_norm().epsilon(), 0);
  return absl::OkStatus();
}

}  // namespace ceteris
