// Whether embeddings can be built: INVALID_ARGUMENT with the field's path, its value and what would be right. No
// LibTorch.
#pragma once

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "core/embedding/embedding.pb.h"
#include "core/embedding/embedding_context.h"

namespace ceteris {

absl::Status ValidateEmbedding(const config::Embedding& config, const EmbeddingContext& context,
                               absl::string_view path);

}  // namespace ceteris
