#include "core/feed_forward/validate_feed_forward.h"

#include "core/base/status_macros.h"
#include "core/feed_forward/feed_forward_shape.h"
#include "core/validation/field_error.h"

namespace ceteris {

absl::Status ValidateFeedForward(const config::FeedForward& config, int64_t d_model, absl::string_view path) {
  RETURN_IF_ERROR(RequireAtLeast(path, "d_ff", config.d_ff(), 0));
  // Twice the width: a gated layer packs two maps into one tensor.
  RETURN_IF_ERROR(RequireTensorSize(path, "d_ff", config.d_ff(), 2 * InnerWidth(config, d_model), d_model));
  RETURN_IF_ERROR(RequireRate(path, "dropout_rate", config.dropout_rate()));
  if (config.variant_case() == config::FeedForward::VARIANT_NOT_SET) return OneofNotSetError(path, config, "variant");
  return absl::OkStatus();  // no variant has a field of its own
}

}  // namespace ceteris
