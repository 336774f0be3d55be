#include "core/embedding/validate_embedding.h"

#include "absl/strings/str_cat.h"
#include "core/base/status_macros.h"
#include "core/validation/field_error.h"

namespace ceteris {

absl::Status ValidateEmbedding(const config::Embedding& config, const EmbeddingContext& context,
                               absl::string_view path) {
  RETURN_IF_ERROR(RequireTensorSize(path, "vocab_size", context.vocab_size, context.vocab_size, context.d_model));
  RETURN_IF_ERROR(RequireRate(path, "dropout_rate", config.dropout_rate()));
  RETURN_IF_ERROR(RequireAtLeast(path, "factor_dim", config.factor_dim(), 0));
  RETURN_IF_ERROR(RequireTensorSize(path, "factor_dim", config.factor_dim(), context.vocab_size, config.factor_dim()));
  RETURN_IF_ERROR(RequireTensorSize(path, "factor_dim", config.factor_dim(), context.d_model, config.factor_dim()));
  RETURN_IF_ERROR(RequireAbove(path, "head_scale", config.head_scale(), 0));
  if (context.source_d_model == 0) return absl::OkStatus();
  RETURN_IF_ERROR(
      RequireTensorSize(path, "vocab_size", context.vocab_size, context.vocab_size, context.source_d_model));
  if (config.source_tied() && context.source_d_model != context.d_model) {
    return FieldError(path, "source_tied", "true",
                      absl::StrCat("shares one table, but d_model is ", context.source_d_model, " in the encoder and ",
                                   context.d_model, " in the decoder; use false, or equal widths"));
  }
  return absl::OkStatus();
}

}  // namespace ceteris
