#include "models/model_factory.h"

#include "core/base/status_macros.h"
#include "core/tensor/catch_torch.h"
#include "models/decoder_only.h"
#include "models/validate_model.h"

namespace ceteris {

absl::StatusOr<std::unique_ptr<Model>> BuildModel(const config::Model& config, const TaskShape& context,
                                                  const Scope& scope) {
  // Which stacks are present says which family it is; ValidateModel() lets a decoder alone pass.
  RETURN_IF_ERROR(ValidateModel(config, context, "model"));
  std::unique_ptr<Model> model;
  RETURN_IF_ERROR(CatchTorch([&] { model = std::make_unique<DecoderOnly>(config, context, scope); }));
  return model;
}

}  // namespace ceteris
