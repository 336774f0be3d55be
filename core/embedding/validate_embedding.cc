#include "core/embedding/validate_embedding.h"

#include "core/base/status_macros.h"
#include "core/validation/field_error.h"

namespace ceteris {

absl::Status ValidateEmbedding(const config::Embedding& config, const EmbeddingContext& context,
                               absl::string_view path) {
  RETURN_IF_ERROR(RequireTensorSize(path, "vocab_size", context.vocab_size, context.vocab_size, context.d_model));
  return RequireRate(path, "dropout_rate", config.dropout_rate());
}

}  // namespace ceteris
