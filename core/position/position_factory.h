// Builds the positional scheme that a config names.
//
// Example:  const Normal weight(0.02);
//           const PositionPlacement placement{scope.Child("embedding"), scope.Child("decoder"), weight};
//           const std::unique_ptr<PositionalScheme> scheme = BuildPosition(config.position(), context, placement);
#pragma once

#include <memory>

#include "core/position/position.pb.h"
#include "core/position/position_context.h"
#include "core/position/positional_scheme.h"
#include "core/tensor/initializer.h"
#include "core/tensor/scope.h"

namespace ceteris {

// Where the trained tensors of a scheme live and how they start.
struct PositionPlacement {
  Scope embedding_scope;  // "embedding": what is added to embeddings is "embedding.position.weight"
  Scope stack_scope;      // "decoder": what is shared by its layers is "decoder.position.weight", what one layer has
                          // "decoder.3.attention.position.key"
  const Initializer& weight;  // read while building only
};

// `stack`: of the stack that the scheme serves. The config must have passed ValidatePosition(); a scheme's constructor
// throws c10::Error on what it cannot build.
std::unique_ptr<PositionalScheme> BuildPosition(const config::Position& config, const PositionContext& stack,
                                                const PositionPlacement& placement);

}  // namespace ceteris
