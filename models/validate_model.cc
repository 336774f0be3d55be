#include "models/validate_model.h"

#include "absl/strings/str_cat.h"
#include "core/base/status_macros.h"
#include "core/block/validate_stack.h"
#include "core/embedding/validate_embedding.h"
#include "core/validation/field_error.h"

namespace ceteris {
namespace {

absl::Status ValidateInitialization(const config::Initialization& config, absl::string_view path) {
  switch (config.variant_case()) {  // no default: a forgotten variant does not compile
    case config::Initialization::kGpt2:
      return RequireAbove(absl::StrCat(path, ".gpt2"), "stddev", config.gpt2().stddev(), 0);
    case config::Initialization::kXavier:
      return RequireAbove(absl::StrCat(path, ".xavier"), "gain", config.xavier().gain(), 0);
    case config::Initialization::kBertNormal:
      return RequireAbove(absl::StrCat(path, ".bert_normal"), "stddev", config.bert_normal().stddev(), 0);
    case config::Initialization::kSmallInit:
      return absl::OkStatus();
    case config::Initialization::VARIANT_NOT_SET:
      break;
  }
  return OneofNotSetError(path, config, "variant");
}

// Which families can be built: a stack that is present is built, and so far a decoder alone is.
absl::Status ValidateFamily(const config::Model& config, absl::string_view path) {
  if (config.has_encoder()) {
    return absl::InvalidArgumentError(absl::StrCat(path, ".encoder: is present, but ",
                                                   config.has_decoder() ? "encoder-decoder" : "encoder-only",
                                                   " models cannot be built; write ", path, ".decoder alone"));
  }
  if (!config.has_decoder()) {
    return absl::InvalidArgumentError(
        absl::StrCat(path, ".decoder: is missing, and a model has at least one stack; write decoder {}"));
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status ValidateModel(const config::Model& config, const TaskShape& context, absl::string_view path) {
  const auto below = [path](absl::string_view part) { return absl::StrCat(path, ".", part); };
  RETURN_IF_ERROR(ValidateFamily(config, path));
  RETURN_IF_ERROR(RequireAtLeast(path, "vocab_size (from the task)", context.vocab_size, 1));
  RETURN_IF_ERROR(RequireAtLeast(path, "seq_len (from the task)", context.seq_len, 1));
  RETURN_IF_ERROR(ValidateStack(config.decoder(), {context.seq_len, /*causal=*/true}, below("decoder")));
  const EmbeddingContext embedding{context.vocab_size, config.decoder().d_model()};
  RETURN_IF_ERROR(ValidateEmbedding(config.embedding(), embedding, below("embedding")));
  return ValidateInitialization(config.initialization(), below("initialization"));
}

}  // namespace ceteris
