#include "models/model_factory.h"

#include "core/base/status_macros.h"
#include "core/tensor/catch_torch.h"
#include "models/decoder_only.h"
#include "models/encoder_decoder.h"
#include "models/encoder_only.h"
#include "models/validate_model.h"

namespace ceteris {
namespace {

// Which stacks are present says which family it is.
std::unique_ptr<Model> BuildFamily(const config::Model& config, const TaskShape& shape, const Scope& scope) {
  if (!config.has_encoder()) return std::make_unique<DecoderOnly>(config, shape, scope);
  if (!config.has_decoder()) return std::make_unique<EncoderOnly>(config, shape, scope);
  return std::make_unique<EncoderDecoder>(config, shape, scope);
}

}  // namespace

absl::StatusOr<std::unique_ptr<Model>> BuildModel(const config::Model& config, const TaskShape& shape,
                                                  const Scope& scope) {
  RETURN_IF_ERROR(ValidateModel(config, shape, "model"));
  std::unique_ptr<Model> model;
  RETURN_IF_ERROR(CatchTorch([&] { model = BuildFamily(config, shape, scope); }));
  return model;
}

}  // namespace ceteris
