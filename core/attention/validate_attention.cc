#include "core/attention/validate_attention.h"

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

}  // namespace

absl::Status ValidateAttention(const config::Attention& config, int64_t d_model, absl::string_view path) {
  RETURN_IF_ERROR(ValidateHeads(config, d_model, path));
  const AttentionShape shape = ShapeOf(config, d_model);
  const absl::string_view field = config.head_dim() > 0 ? "head_dim" : "num_heads";
  const int64_t value = config.head_dim() > 0 ? config.head_dim() : config.num_heads();
  RETURN_IF_ERROR(RequireTensorSize(path, field, value, shape.num_heads, shape.head_dim));
  RETURN_IF_ERROR(RequireTensorSize(path, field, value, shape.query_width() + 2 * shape.kv_width(), d_model));
  RETURN_IF_ERROR(RequireRate(path, "dropout_rate", config.dropout_rate()));
  if (config.kernel() == config::Attention::FUSED && config.dropout_rate() > 0) {
    return FieldError(path, "kernel", "FUSED",
                      absl::StrCat("takes no dropout_rate ", config.dropout_rate(), "; use AUTO or COMPOSED"));
  }
  return absl::OkStatus();
}

}  // namespace ceteris
