#include "models/head/validate_head.h"

#include "absl/strings/str_cat.h"
#include "core/base/status_macros.h"
#include "core/validation/field_error.h"

namespace ceteris {

absl::Status ValidateHead(const config::Head& config, absl::string_view path) {
  if (config.variant_case() == config::Head::VARIANT_NOT_SET) return OneofNotSetError(path, config, "variant");
  if (!config.has_classifier()) return absl::OkStatus();  // the others have no fields
  const config::Classifier& classifier = config.classifier();
  RETURN_IF_ERROR(RequireRate(absl::StrCat(path, ".classifier"), "dropout_rate", classifier.dropout_rate()));
  if (classifier.pooling().variant_case() != config::Pooling::VARIANT_NOT_SET) return absl::OkStatus();
  return OneofNotSetError(absl::StrCat(path, ".classifier.pooling"), classifier.pooling(), "variant");
}

}  // namespace ceteris
