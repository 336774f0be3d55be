#include "core/feed_forward/validate_feed_forward.h"

#include <cmath>

#include "absl/strings/str_cat.h"
#include "core/base/status_macros.h"
#include "core/feed_forward/feed_forward_shape.h"
#include "core/validation/field_error.h"

namespace ceteris {
namespace {

constexpr int kMaxExperts = 10000;  // each is an object of its own; a longer number is a slip of the keyboard

absl::Status ValidateMixture(const config::MixtureOfExperts& config, absl::string_view path) {
  RETURN_IF_ERROR(RequireAtLeast(path, "num_experts", config.num_experts(), 1));
  if (config.num_experts() > kMaxExperts) {
    return FieldError(path, "num_experts", config.num_experts(),
                      absl::StrCat("is too large; use at most ", kMaxExperts));
  }
  RETURN_IF_ERROR(RequireAtLeast(path, "top_k", config.top_k(), 1));
  if (config.top_k() > config.num_experts()) {
    return FieldError(path, "top_k", config.top_k(),
                      absl::StrCat("is more than num_experts ", config.num_experts(), "; use at most that"));
  }
  RETURN_IF_ERROR(RequireAbove(path, "capacity_factor", config.capacity_factor(), 0));
  if (!(config.load_balancing() >= 0) || !std::isfinite(config.load_balancing()))
    return FieldError(path, "load_balancing", config.load_balancing(), "is out of range; use 0 or more");
  if (config.expert_case() == config::MixtureOfExperts::EXPERT_NOT_SET) return OneofNotSetError(path, config, "expert");
  return absl::OkStatus();
}

}  // namespace

absl::Status ValidateFeedForward(const config::FeedForward& config, int64_t d_model, absl::string_view path) {
  RETURN_IF_ERROR(RequireAtLeast(path, "d_ff", config.d_ff(), 0));
  // Twice the width: a gated layer packs two maps into one tensor.
  RETURN_IF_ERROR(RequireTensorSize(path, "d_ff", config.d_ff(), 2 * InnerWidth(config, d_model), d_model));
  RETURN_IF_ERROR(RequireRate(path, "dropout_rate", config.dropout_rate()));
  if (config.variant_case() == config::FeedForward::VARIANT_NOT_SET) return OneofNotSetError(path, config, "variant");
  if (config.has_mixture_of_experts())
    return ValidateMixture(config.mixture_of_experts(), absl::StrCat(path, ".mixture_of_experts"));
  return absl::OkStatus();  // no other variant has a field of its own
}

}  // namespace ceteris
