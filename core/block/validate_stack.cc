#include "core/block/validate_stack.h"

#include "core/attention/attention_shape.h"
#include "core/attention/validate_attention.h"
#include "core/base/options.pb.h"
#include "core/base/status_macros.h"
#include "core/feed_forward/validate_feed_forward.h"
#include "core/norm/validate_norm.h"
#include "core/position/validate_position.h"
#include "core/validation/field_error.h"

namespace ceteris {
namespace {

constexpr int kMaxLayers = 10000;  // each is an object of its own; a longer number is a slip of the keyboard

// The scheme that the fused kernel cannot run, "" where it can: see PositionalScheme::score_bias_requires_grad() and
// adjusts_scores(). stack_test holds it against what can be built.
absl::string_view SchemeOfComposedKernel(const config::Position& config) {
  if (config.has_relative_bias()) return "relative_bias";
  if (config.has_learned_alibi()) return "learned_alibi";
  return config.has_shaw() ? "shaw" : "";
}

absl::Status ValidateKernel(const config::Stack& config, absl::string_view path) {
  const absl::string_view scheme = SchemeOfComposedKernel(config.position());
  if (config.attention().kernel() != config::Attention::FUSED || scheme.empty()) return absl::OkStatus();
  return FieldError(absl::StrCat(path, ".attention"), "kernel", "FUSED",
                    absl::StrCat("trains no ", scheme, "; use AUTO or COMPOSED"));
}

// Linear attention has features in place of scores: they must be positive, so positions cannot turn them, and nothing
// can be added. What a scheme acts on is said by its entry in the catalog.
absl::Status ValidateScorePosition(const config::Stack& config, absl::string_view path) {
  const config::Position& position = config.position();
  const auto* scheme = position.GetReflection()->GetOneofFieldDescriptor(
      position, config::Position::descriptor()->FindOneofByName("scheme"));
  if (!config.attention().has_linear_attention() || scheme == nullptr) return absl::OkStatus();
  const std::string& acts_on = scheme->message_type()->options().GetExtension(config::variant).acts_on();
  if (acts_on == "nothing" || acts_on == "embeddings") return absl::OkStatus();
  return FieldError(absl::StrCat(path, ".position"), "scheme", scheme->name(),
                    absl::StrCat("acts on ", acts_on,
                                 ", which linear_attention takes from no position; use none or one "
                                 "that acts on embeddings, such as sinusoidal"));
}

// Global tokens are known by their positions: randomised ones have none at 0.
absl::Status ValidateGlobalTokens(const config::Stack& config, absl::string_view path) {
  if (!config.attention().has_global_local() || !config.position().has_randomised()) return absl::OkStatus();
  return FieldError(
      absl::StrCat(path, ".attention"), "global_local", "{}",
      "knows global tokens by positions 0, 1, ..., which position.randomised moves; use sliding_window, or "
      "leave randomised out");
}

}  // namespace

absl::Status ValidateStack(const config::Stack& config, const StackLimits& limits, absl::string_view path) {
  const auto below = [path](absl::string_view part) { return absl::StrCat(path, ".", part); };
  RETURN_IF_ERROR(RequireAtLeast(path, "num_layers", config.num_layers(), 1));
  if (config.num_layers() > kMaxLayers) {
    return FieldError(path, "num_layers", config.num_layers(), absl::StrCat("is too large; use at most ", kMaxLayers));
  }
  RETURN_IF_ERROR(RequireAtLeast(path, "d_model", config.d_model(), 1));
  RETURN_IF_ERROR(RequireTensorSize(path, "d_model", config.d_model(), config.d_model(), config.d_model()));
  RETURN_IF_ERROR(RequireRate(path, "dropout_rate", config.dropout_rate()));
  RETURN_IF_ERROR(RequireRate(path, "layer_drop_rate", config.layer_drop_rate()));
  if (config.has_layer_scale())
    RETURN_IF_ERROR(RequireAbove(below("layer_scale"), "initial", config.layer_scale().initial(), 0));
  RETURN_IF_ERROR(ValidateAttention(config.attention(), config.d_model(), below("attention")));
  RETURN_IF_ERROR(ValidateFeedForward(config.feed_forward(), config.d_model(), below("feed_forward")));
  RETURN_IF_ERROR(ValidateNorm(config.norm(), below("norm")));
  if (config.has_embedding_norm()) {
    RETURN_IF_ERROR(ValidateNorm(config.embedding_norm().norm(), below("embedding_norm.norm")));
  }
  const AttentionShape shape = ShapeOf(config.attention(), config.d_model());
  PositionContext context{config.d_model(), shape.head_dim, shape.num_heads, limits.seq_len, limits.causal};
  context.num_layers = config.num_layers();
  context.value_head_dim = shape.value_head_dim;
  RETURN_IF_ERROR(ValidatePosition(config.position(), context, below("position")));
  RETURN_IF_ERROR(ValidateKernel(config, path));
  RETURN_IF_ERROR(ValidateScorePosition(config, path));
  RETURN_IF_ERROR(ValidateGlobalTokens(config, path));
  if (config.residual_case() == config::Stack::RESIDUAL_NOT_SET) return OneofNotSetError(path, config, "residual");
  if (config.arrangement_case() == config::Stack::ARRANGEMENT_NOT_SET)
    return OneofNotSetError(path, config, "arrangement");
  return absl::OkStatus();
}

}  // namespace ceteris
