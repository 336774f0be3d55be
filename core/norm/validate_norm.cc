#include "core/norm/validate_norm.h"

#include "absl/strings/str_cat.h"
#include "core/validation/field_error.h"

namespace ceteris {

absl::Status ValidateNorm(const config::Norm& config, absl::string_view path) {
  switch (config.variant_case()) {  // no default: a forgotten variant does not compile
    case config::Norm::kLayerNorm:
      return RequireAbove(absl::StrCat(path, ".layer_norm"), "epsilon", config.layer_norm().epsilon(), 0);
    case config::Norm::kRmsNorm:
      return RequireAbove(absl::StrCat(path, ".rms_norm"), "epsilon", config.rms_norm().epsilon(), 0);
    case config::Norm::VARIANT_NOT_SET:
      break;
  }
  return OneofNotSetError(path, config, "variant");
}

}  // namespace ceteris
