#include "core/position/validate_rotary_scaling.h"

#include <cmath>

#include "core/base/status_macros.h"
#include "core/validation/field_error.h"

namespace ceteris {
namespace {

constexpr double kTwoPi = 6.283185307179586476925;

absl::Status ValidateNtkAware(const config::NtkAware& config, int64_t head_dim, absl::string_view path) {
  RETURN_IF_ERROR(RequireAbove(path, "factor", config.factor(), 1));
  if (head_dim >= 4) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat(path, ": head_dim ", head_dim,
                                                 " is a single pair of channels, the fastest and the slowest at once; "
                                                 "use linear, or a head_dim of 4 or more"));
}

absl::Status ValidateYarn(const config::Yarn& config, int64_t seq_len, absl::string_view path) {
  RETURN_IF_ERROR(RequireAbove(path, "factor", config.factor(), 1));
  RETURN_IF_ERROR(RequireAtLeast(path, "original_max_positions", config.original_max_positions(), 0));
  RETURN_IF_ERROR(RequireAbove(path, "beta_slow", config.beta_slow(), 0));
  RETURN_IF_ERROR(RequireAbove(path, "beta_fast", config.beta_fast(), config.beta_slow()));
  const int64_t positions = config.original_max_positions() == 0 ? seq_len : config.original_max_positions();
  const double least = kTwoPi * config.beta_slow();
  if (static_cast<double>(positions) > least) return absl::OkStatus();
  // The fastest pair turns one radian a position.
  return FieldError(path, "original_max_positions", config.original_max_positions(),
                    absl::StrCat("makes ", positions, " positions, over which no pair of channels turns beta_slow ",
                                 config.beta_slow(), " times; use ", std::floor(least) + 1, " or more"));
}

}  // namespace

absl::Status ValidateRotaryScaling(const config::Rotary& config, const RotaryShape& shape, absl::string_view path) {
  const auto below = [path](absl::string_view scaling) { return absl::StrCat(path, ".", scaling); };
  if (config.has_linear()) return RequireAbove(below("linear"), "factor", config.linear().factor(), 1);
  if (config.has_ntk_aware()) return ValidateNtkAware(config.ntk_aware(), shape.head_dim, below("ntk_aware"));
  if (config.has_yarn()) return ValidateYarn(config.yarn(), shape.seq_len, below("yarn"));
  return absl::OkStatus();  // trials from before there was a choice have none written
}

}  // namespace ceteris
