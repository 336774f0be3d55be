#include "models/validate_model.h"

#include "absl/strings/str_cat.h"
#include "core/base/status_macros.h"
#include "core/block/validate_stack.h"
#include "core/embedding/embedding_context.h"
#include "core/embedding/patch_shape.h"
#include "core/embedding/validate_embedding.h"
#include "core/embedding/validate_patches.h"
#include "core/validation/field_error.h"
#include "models/head/validate_head.h"

namespace ceteris {
namespace {

bool IsEncoderOnly(const config::Model& config) { return config.has_encoder() && !config.has_decoder(); }
bool IsEncoderDecoder(const config::Model& config) { return config.has_encoder() && config.has_decoder(); }

absl::Status Refuse(absl::string_view path, absl::string_view field, absl::string_view problem) {
  return absl::InvalidArgumentError(absl::StrCat(path, ".", field, ": ", problem));
}

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

// Whether the stacks that are present read everything that the task has, and the task has what they read.
absl::Status ValidateFamily(const config::Model& config, const TaskShape& shape, absl::string_view path) {
  if (!config.has_encoder() && !config.has_decoder()) {
    return Refuse(path, "decoder",
                  "is missing, and a model has at least one stack; write decoder {}, encoder {} or both");
  }
  if (IsEncoderDecoder(config) && shape.source_len < 1) {
    return Refuse(path, "encoder",
                  absl::StrCat("is present beside a decoder, but the task has no source for it to read; write ", path,
                               ".decoder alone, or ", path, ".encoder alone"));
  }
  if (!IsEncoderDecoder(config) && shape.source_len > 0) {
    return Refuse(path, config.has_encoder() ? "decoder" : "encoder",
                  absl::StrCat("is missing, but the task has a source to read and a target to write; write encoder {} "
                               "and decoder {}"));
  }
  if (!IsEncoderOnly(config) && shape.num_segments > 0) {
    return Refuse(path, "decoder",
                  absl::StrCat("reads no segments, and the task has ", shape.num_segments, "; write encoder {} alone"));
  }
  return absl::OkStatus();
}

absl::Status ValidateTokenInput(const TaskShape& shape, absl::string_view path) {
  if (shape.image_size > 0) {
    return Refuse(path, "input.tokens", "reads tokens, but the task has images; write input { patches {} }");
  }
  RETURN_IF_ERROR(RequireAtLeast(path, "vocab_size (from the task)", shape.vocab_size, 1));
  return RequireAtLeast(path, "seq_len (from the task)", shape.seq_len, 1);
}

absl::Status ValidatePatchInput(const config::Model& config, const TaskShape& shape, absl::string_view path) {
  if (!IsEncoderOnly(config)) {
    return Refuse(path, "input.patches", "are for an encoder alone; write input { tokens {} }, or no decoder");
  }
  if (shape.image_size == 0) {
    return Refuse(path, "input.patches", "are of images, but the task has tokens; write input { tokens {} }");
  }
  if (shape.num_segments > 0) {
    return Refuse(path, "input.patches", absl::StrCat("have no segments, and the task has ", shape.num_segments));
  }
  return ValidatePatches(config.input().patches(), {shape.image_size, shape.image_channels}, config.encoder().d_model(),
                         absl::StrCat(path, ".input.patches"));
}

absl::Status ValidateInput(const config::Model& config, const TaskShape& shape, absl::string_view path) {
  switch (config.input().variant_case()) {  // no default: a forgotten variant does not compile
    case config::Input::kTokens:
      return ValidateTokenInput(shape, path);
    case config::Input::kPatches:
      return ValidatePatchInput(config, shape, path);
    case config::Input::VARIANT_NOT_SET:
      break;
  }
  return OneofNotSetError(absl::StrCat(path, ".input"), config.input(), "variant");
}

absl::Status ValidateTokenHead(const config::Model& config, const TaskShape& shape, absl::string_view path) {
  const absl::string_view field = config.head().has_tokens() ? "head.tokens" : "head.masked_tokens";
  if (shape.num_classes > 0) {
    return Refuse(path, field,
                  absl::StrCat("predicts tokens, but the task has ", shape.num_classes,
                               " classes; write head { classifier {} }"));
  }
  if (config.input().has_patches()) {
    return Refuse(path, field, "predicts tokens, and an image has none; write head { classifier {} }");
  }
  if (config.head().has_masked_tokens() && !IsEncoderOnly(config)) {
    return Refuse(path, field, "is for an encoder alone; write head { tokens {} }, or no decoder");
  }
  return absl::OkStatus();
}

// A head of its own leaves nothing to say about that of the embedding.
absl::Status ValidateNoTokenScores(const config::Embedding& config, absl::string_view path) {
  const absl::string_view problem = "is about scores of tokens, which head.classifier does not have";
  if (!config.tied()) return FieldError(path, "tied", "false", absl::StrCat(problem, "; use true"));
  if (config.head_bias()) return FieldError(path, "head_bias", "true", absl::StrCat(problem, "; use false"));
  if (config.head_scale() == 1) return absl::OkStatus();
  return FieldError(path, "head_scale", config.head_scale(), absl::StrCat(problem, "; use 1"));
}

// An image has no tokens to look up.
absl::Status ValidateNoTokens(const config::Embedding& config, absl::string_view path) {
  const absl::string_view problem = "is about tokens, and the input is patches";
  if (config.scale_by_sqrt_d_model()) {
    return FieldError(path, "scale_by_sqrt_d_model", "true", absl::StrCat(problem, "; use false"));
  }
  if (config.factor_dim() == 0) return absl::OkStatus();
  return FieldError(path, "factor_dim", config.factor_dim(), absl::StrCat(problem, "; use 0"));
}

absl::Status ValidateClassifier(const config::Model& config, absl::string_view path) {
  if (!IsEncoderOnly(config)) {
    return Refuse(path, "head.classifier", "is for an encoder alone; write head { tokens {} }, or no decoder");
  }
  RETURN_IF_ERROR(ValidateNoTokenScores(config.embedding(), absl::StrCat(path, ".embedding")));
  const config::Pooling& pooling = config.head().classifier().pooling();
  if (!config.input().has_patches()) return absl::OkStatus();
  RETURN_IF_ERROR(ValidateNoTokens(config.embedding(), absl::StrCat(path, ".embedding")));
  if (!pooling.has_mean() && !config.input().patches().class_token()) {
    return Refuse(
        path, "input.patches.class_token",
        "false leaves the first patch for the head to pool; write true, or head.classifier.pooling { mean {} }");
  }
  return absl::OkStatus();
}

absl::Status ValidateOutput(const config::Model& config, const TaskShape& shape, absl::string_view path) {
  RETURN_IF_ERROR(ValidateHead(config.head(), absl::StrCat(path, ".head")));
  if (config.head().has_classifier()) return ValidateClassifier(config, path);
  return ValidateTokenHead(config, shape, path);
}

absl::Status ValidateStacks(const config::Model& config, const TaskShape& shape, absl::string_view path) {
  if (config.has_encoder()) {
    int64_t seq_len = config.has_decoder() ? shape.source_len : shape.seq_len;
    if (config.input().has_patches()) {
      seq_len = PatchShapeOf(config.input().patches(), shape.image_size, shape.image_channels).seq_len();
    }
    RETURN_IF_ERROR(ValidateStack(config.encoder(), {seq_len, /*causal=*/false}, absl::StrCat(path, ".encoder")));
  }
  if (!config.has_decoder()) return absl::OkStatus();
  return ValidateStack(config.decoder(), {shape.seq_len, /*causal=*/true}, absl::StrCat(path, ".decoder"));
}

absl::Status ValidateEmbeddings(const config::Model& config, const TaskShape& shape, absl::string_view path) {
  EmbeddingContext context;
  context.vocab_size = shape.vocab_size;
  context.d_model = config.has_decoder() ? config.decoder().d_model() : config.encoder().d_model();
  if (IsEncoderDecoder(config)) context.source_d_model = config.encoder().d_model();
  return ValidateEmbedding(config.embedding(), context, absl::StrCat(path, ".embedding"));
}

}  // namespace

absl::Status ValidateModel(const config::Model& config, const TaskShape& shape, absl::string_view path) {
  RETURN_IF_ERROR(ValidateFamily(config, shape, path));
  RETURN_IF_ERROR(ValidateInput(config, shape, path));
  RETURN_IF_ERROR(ValidateOutput(config, shape, path));
  RETURN_IF_ERROR(ValidateStacks(config, shape, path));
  RETURN_IF_ERROR(ValidateEmbeddings(config, shape, path));
  return ValidateInitialization(config.initialization(), absl::StrCat(path, ".initialization"));
}

}  // namespace ceteris
