#include "core/position/validate_position.h"

#include "core/base/status_macros.h"
#include "core/validation/field_error.h"

namespace ceteris {
namespace {

absl::Status ValidateLearned(const config::Learned& config, const PositionContext& context, absl::string_view path) {
  RETURN_IF_ERROR(RequireAtLeast(path, "max_positions", config.max_positions(), 0));
  const int64_t max_positions = NumLearnedPositions(config, context);
  if (max_positions < context.seq_len) {
    return FieldError(path, "max_positions", config.max_positions(),
                      absl::StrCat("is less than seq_len ", context.seq_len, "; use ", context.seq_len,
                                   " or more, or 0 for exactly that"));
  }
  return RequireTensorSize(path, "max_positions", max_positions, max_positions, context.d_model);
}

absl::Status ValidateRotary(const config::Rotary& config, const PositionContext& context, absl::string_view path) {
  RETURN_IF_ERROR(RequireAbove(path, "theta", config.theta(), 1));
  if (context.head_dim % 2 == 0) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat(path, ": head_dim ", context.head_dim,
                                                 " is odd, but rotary turns pairs of channels; use ",
                                                 context.head_dim + 1, ", or another number of heads"));
}

absl::Status ValidateRelativeBias(const config::RelativeBias& config, const PositionContext& context,
                                  absl::string_view path) {
  // An encoder splits the buckets between the two sides, and each side needs an exact and a wide one.
  const int minimum = context.causal ? 2 : 4;
  RETURN_IF_ERROR(RequireAtLeast(path, "num_buckets", config.num_buckets(), minimum));
  if (!context.causal && config.num_buckets() % 2 != 0) {
    return FieldError(path, "num_buckets", config.num_buckets(),
                      "is odd, but an encoder has half of them for each side; use an even number");
  }
  RETURN_IF_ERROR(
      RequireTensorSize(path, "num_buckets", config.num_buckets(), config.num_buckets(), context.num_heads));
  const int exact = config.num_buckets() / 2;
  if (config.max_distance() > exact) return absl::OkStatus();
  return FieldError(
      path, "max_distance", config.max_distance(),
      absl::StrCat("leaves no room for wide buckets; use more than num_buckets / 2, ", exact + 1, " or more"));
}

}  // namespace

absl::Status ValidatePosition(const config::Position& config, const PositionContext& context, absl::string_view path) {
  if (config.scheme_case() == config::Position::SCHEME_NOT_SET) return OneofNotSetError(path, config, "scheme");
  const auto below = [path](absl::string_view scheme) { return absl::StrCat(path, ".", scheme); };
  // Only schemes that can be wrong. That no field is forgotten is position_conformance_test's work.
  if (config.has_sinusoidal()) return RequireAbove(below("sinusoidal"), "theta", config.sinusoidal().theta(), 1);
  if (config.has_learned()) return ValidateLearned(config.learned(), context, below("learned"));
  if (config.has_rotary()) return ValidateRotary(config.rotary(), context, below("rotary"));
  if (config.has_relative_bias()) return ValidateRelativeBias(config.relative_bias(), context, below("relative_bias"));
  return absl::OkStatus();
}

}  // namespace ceteris
