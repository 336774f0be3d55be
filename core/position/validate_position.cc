#include "core/position/validate_position.h"

#include <algorithm>
#include <cmath>

#include "core/base/status_macros.h"
#include "core/position/validate_rotary_scaling.h"
#include "core/position/xpos_positions.h"
#include "core/validation/field_error.h"

namespace ceteris {
namespace {

constexpr int kMostRandomised = 1 << 20;  // they are sorted in every forward pass

absl::Status ValidateRandomised(const config::RandomisedPositions& config, const PositionContext& context,
                                absl::string_view path) {
  if (config.max_positions() < context.seq_len) {
    return FieldError(path, "max_positions", config.max_positions(),
                      absl::StrCat("is less than seq_len ", context.seq_len, "; use ", context.seq_len, " or more"));
  }
  if (config.max_positions() <= kMostRandomised) return absl::OkStatus();
  return FieldError(path, "max_positions", config.max_positions(),
                    absl::StrCat("is too large; use at most ", kMostRandomised));
}

absl::Status ValidateLearned(const config::Position& config, const PositionContext& context, absl::string_view path) {
  const int written = config.learned().max_positions();
  RETURN_IF_ERROR(RequireAtLeast(path, "max_positions", written, 0));
  const int64_t max_positions = NumLearnedPositions(config.learned(), context);
  if (max_positions < context.seq_len) {
    return FieldError(path, "max_positions", written,
                      absl::StrCat("is less than ", config.has_randomised() ? "randomised.max_positions " : "seq_len ",
                                   context.seq_len, "; use ", context.seq_len, " or more, or 0 for exactly that"));
  }
  return RequireTensorSize(path, "max_positions", max_positions, max_positions, context.d_model);
}

absl::Status RequirePairs(absl::string_view path, absl::string_view scheme, int64_t head_dim) {
  if (head_dim % 2 == 0) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat(path, ": head_dim ", head_dim, " is odd, but ", scheme,
                                                 " turns pairs of channels; use ", head_dim + 1,
                                                 ", or another number of heads"));
}

absl::Status ValidateXpos(const config::Xpos& config, const PositionContext& context, absl::string_view path) {
  RETURN_IF_ERROR(RequireAbove(path, "theta", config.theta(), 1));
  RETURN_IF_ERROR(RequireAbove(path, "scale_base", config.scale_base(), 0));
  RETURN_IF_ERROR(RequirePairs(path, "xpos", context.head_dim));
  if (!context.causal) {
    return absl::InvalidArgumentError(absl::StrCat(
        path, ": an encoder sees later tokens, to which xpos gives scores that grow with the distance; use rotary"));
  }
  if (XposMaxPositions(config, {context.head_dim, context.seq_len}) >= context.seq_len) return absl::OkStatus();
  return FieldError(path, "scale_base", config.scale_base(),
                    absl::StrCat("is too small for ", context.seq_len, " positions: scores would leave float32; use ",
                                 std::ceil(static_cast<double>(context.seq_len) / 2 / kLargestXposPower), " or more"));
}

absl::Status ValidateShaw(const config::Shaw& config, const PositionContext& context, absl::string_view path) {
  RETURN_IF_ERROR(RequireAtLeast(path, "max_distance", config.max_distance(), 1));
  return RequireTensorSize(path, "max_distance", config.max_distance(), 2 * int64_t{config.max_distance()} + 1,
                           std::max(context.head_dim, context.value_width()));
}

absl::Status ValidateTensorToTensor(const config::TensorToTensorSinusoidal& config, const PositionContext& context,
                                    absl::string_view path) {
  RETURN_IF_ERROR(RequireAbove(path, "max_timescale", config.max_timescale(), 1));
  if (context.d_model >= 2) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat(path, ": d_model 1 has no room for a sine and a cosine; use 2 or more"));
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

absl::Status ValidatePosition(const config::Position& config, const PositionContext& stack, absl::string_view path) {
  if (config.scheme_case() == config::Position::SCHEME_NOT_SET) return OneofNotSetError(path, config, "scheme");
  const auto below = [path](absl::string_view scheme) { return absl::StrCat(path, ".", scheme); };
  if (config.has_randomised()) RETURN_IF_ERROR(ValidateRandomised(config.randomised(), stack, below("randomised")));
  const PositionContext context = SchemeContext(config, stack);
  // Only schemes that can be wrong. That no field is forgotten is position_conformance_test's work.
  if (config.has_sinusoidal()) return RequireAbove(below("sinusoidal"), "theta", config.sinusoidal().theta(), 1);
  if (config.has_learned()) return ValidateLearned(config, context, below("learned"));
  if (config.has_rotary()) {
    RETURN_IF_ERROR(RequireAbove(below("rotary"), "theta", config.rotary().theta(), 1));
    RETURN_IF_ERROR(RequirePairs(below("rotary"), "rotary", context.head_dim));
    return ValidateRotaryScaling(config.rotary(), {context.head_dim, context.seq_len}, below("rotary"));
  }
  if (config.has_shaw()) return ValidateShaw(config.shaw(), context, below("shaw"));
  if (config.has_xpos()) return ValidateXpos(config.xpos(), context, below("xpos"));
  if (config.has_tensor_to_tensor_sinusoidal()) {
    return ValidateTensorToTensor(config.tensor_to_tensor_sinusoidal(), context, below("tensor_to_tensor_sinusoidal"));
  }
  if (config.has_relative_bias()) return ValidateRelativeBias(config.relative_bias(), context, below("relative_bias"));
  return absl::OkStatus();
}

}  // namespace ceteris
