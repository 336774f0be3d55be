#include "core/attention/validate_attention.h"

#include "core/attention/attention_kernel.h"
#include "core/attention/attention_shape.h"
#include "core/base/status_macros.h"
#include "core/validation/field_error.h"

namespace ceteris {
namespace {

// A longer list would not be read, and would take long to make for an absurd number.
constexpr int64_t kMaxListed = 128;

absl::Status ValidateHeads(const config::Attention& config, int64_t d_model, absl::string_view path) {
  RETURN_IF_ERROR(RequireAtLeast(path, "num_heads", config.num_heads(), 1));
  RETURN_IF_ERROR(RequireAtLeast(path, "num_kv_heads", config.num_kv_heads(), 0));
  RETURN_IF_ERROR(RequireAtLeast(path, "head_dim", config.head_dim(), 0));
  RETURN_IF_ERROR(RequireAtLeast(path, "value_head_dim", config.value_head_dim(), 0));
  if (config.head_dim() == 0 && d_model % config.num_heads() != 0) {
    return FieldError(path, "num_heads", config.num_heads(),
                      absl::StrCat("does not divide d_model ", d_model, "; use ", OrList(Divisors(d_model, kMaxListed)),
                                   ", or write head_dim"));
  }
  if (config.num_kv_heads() > 0 && config.num_heads() % config.num_kv_heads() != 0) {
    return FieldError(path, "num_kv_heads", config.num_kv_heads(),
                      absl::StrCat("does not divide num_heads ", config.num_heads(), "; use ",
                                   OrList(Divisors(config.num_heads(), kMaxListed))));
  }
  return absl::OkStatus();
}

// `value` is 0, which means something of its own, or above 0 and finite.
absl::Status RequireZeroOrAbove(absl::string_view path, absl::string_view field, double value) {
  if (value == 0 || RequireAbove(path, field, value, 0).ok()) return absl::OkStatus();
  return FieldError(path, field, value, "is out of range; use 0 or a finite number above 0");
}

// What is no number, but must be written and has fields of its own.
absl::Status ValidateQueryKeyNorm(const config::Attention& config, int64_t head_dim, absl::string_view path) {
  switch (config.query_key_norm_case()) {  // no default: a forgotten variant does not compile
    case config::Attention::kNoQueryKeyNorm:
      return absl::OkStatus();
    case config::Attention::kRmsQueryKeyNorm:
      return RequireAbove(path, "rms_query_key_norm.epsilon", config.rms_query_key_norm().epsilon(), 0);
    case config::Attention::kLayerQueryKeyNorm:
      if (head_dim == 1) {
        return FieldError(path, "layer_query_key_norm", "{}",
                          "leaves nothing of a head of 1 channel; use rms_query_key_norm, or fewer heads");
      }
      return RequireAbove(path, "layer_query_key_norm.epsilon", config.layer_query_key_norm().epsilon(), 0);
    case config::Attention::kL2QueryKeyNorm:
      if (config.scale() != 0) {
        return FieldError(path, "scale", config.scale(),
                          "has a trained one in its place with l2_query_key_norm; use 0");
      }
      return RequireZeroOrAbove(path, "l2_query_key_norm.initial_scale", config.l2_query_key_norm().initial_scale());
    case config::Attention::QUERY_KEY_NORM_NOT_SET:
      break;
  }
  return OneofNotSetError(path, config, "query_key_norm");
}

absl::Status ValidatePattern(const config::Attention& config, absl::string_view path) {
  switch (config.pattern_case()) {  // no default: a forgotten variant does not compile
    case config::Attention::kFull:
      return absl::OkStatus();
    case config::Attention::kSlidingWindow:
      return RequireAtLeast(path, "sliding_window.window", config.sliding_window().window(), 1);
    case config::Attention::kGlobalLocal:
      RETURN_IF_ERROR(RequireAtLeast(path, "global_local.window", config.global_local().window(), 1));
      return RequireAtLeast(path, "global_local.num_global", config.global_local().num_global(), 1);
    case config::Attention::PATTERN_NOT_SET:
      break;
  }
  return OneofNotSetError(path, config, "pattern");
}

// Linear attention has no scores: what acts on them, or on their softmax, has no place in it.
absl::Status ValidateScore(const config::Attention& config, absl::string_view path) {
  if (config.score_case() == config::Attention::SCORE_NOT_SET) return OneofNotSetError(path, config, "score");
  if (!config.has_linear_attention()) return absl::OkStatus();
  const auto refused = [path](absl::string_view field, const absl::AlphaNum& value, absl::string_view use) {
    return FieldError(path, field, value, absl::StrCat("acts on scores, and linear_attention has none; use ", use));
  };
  if (config.dropout_rate() > 0) return refused("dropout_rate", config.dropout_rate(), "0");
  if (config.scale() > 0) return refused("scale", config.scale(), "0");
  if (config.logit_soft_cap() > 0) return refused("logit_soft_cap", config.logit_soft_cap(), "0");
  if (!config.has_no_sink()) return refused(config.has_zero_sink() ? "zero_sink" : "learned_sink", "{}", "no_sink");
  if (!config.has_full()) {
    return FieldError(path, config.has_sliding_window() ? "sliding_window" : "global_local", "{}",
                      "hides keys, and linear_attention sums over all; use full");
  }
  if (config.kernel() == config::Attention::FUSED) {
    return FieldError(path, "kernel", "FUSED", "computes softmax, not linear_attention; use AUTO or COMPOSED");
  }
  return absl::OkStatus();
}

// What only the composed kernel can do.
absl::Status ValidateKernel(const config::Attention& config, absl::string_view path) {
  if (config.kernel() != config::Attention::FUSED || !ChangesSoftmax(config)) return absl::OkStatus();
  const std::string what = config.dropout_rate() > 0     ? absl::StrCat("dropout_rate ", config.dropout_rate())
                           : config.logit_soft_cap() > 0 ? absl::StrCat("logit_soft_cap ", config.logit_soft_cap())
                                                         : "sink";
  return FieldError(path, "kernel", "FUSED", absl::StrCat("takes no ", what, "; use AUTO or COMPOSED"));
}

}  // namespace

absl::Status ValidateAttention(const config::Attention& config, int64_t d_model, absl::string_view path) {
  RETURN_IF_ERROR(ValidateHeads(config, d_model, path));
  const AttentionShape shape = ShapeOf(config, d_model);
  const absl::string_view field = config.head_dim() > 0 ? "head_dim" : "num_heads";
  const int64_t value = config.head_dim() > 0 ? config.head_dim() : config.num_heads();
  RETURN_IF_ERROR(RequireTensorSize(path, field, value, shape.num_heads, shape.head_dim));
  RETURN_IF_ERROR(RequireTensorSize(path, field, value, shape.query_width() + 2 * shape.key_width(), d_model));
  const int64_t values = config.value_head_dim() > 0 ? config.value_head_dim() : value;
  RETURN_IF_ERROR(RequireTensorSize(path, config.value_head_dim() > 0 ? "value_head_dim" : field, values,
                                    shape.query_width() + shape.key_width() + shape.value_width(), d_model));
  RETURN_IF_ERROR(RequireTensorSize(path, config.value_head_dim() > 0 ? "value_head_dim" : field, values,
                                    shape.mixed_width(), d_model));
  RETURN_IF_ERROR(RequireRate(path, "dropout_rate", config.dropout_rate()));
  RETURN_IF_ERROR(RequireZeroOrAbove(path, "scale", config.scale()));
  RETURN_IF_ERROR(RequireZeroOrAbove(path, "logit_soft_cap", config.logit_soft_cap()));
  RETURN_IF_ERROR(ValidateQueryKeyNorm(config, shape.head_dim, path));
  if (config.sink_case() == config::Attention::SINK_NOT_SET) return OneofNotSetError(path, config, "sink");
  RETURN_IF_ERROR(ValidatePattern(config, path));
  RETURN_IF_ERROR(ValidateScore(config, path));
  return ValidateKernel(config, path);
}

}  // namespace ceteris
