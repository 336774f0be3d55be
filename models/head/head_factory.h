// Builds the head that a config names.
//
// Example:  const HeadContext context{config.encoder(), shape.num_classes, token_embedding.get(), *initial.weight};
//           std::unique_ptr<OutputHead> head = BuildHead(config.head(), context, scope.Child("head"));
#pragma once

#include <cstdint>
#include <memory>

#include "core/block/block.pb.h"
#include "core/embedding/token_embedding.h"
#include "core/tensor/initializer.h"
#include "core/tensor/scope.h"
#include "models/head/head.pb.h"
#include "models/head/output_head.h"

namespace ceteris {

struct HeadContext {
  const config::Stack& stack;       // whose hidden states the head reads
  int64_t num_classes = 0;          // of the task
  const TokenEmbedding* embedding;  // outlives the head; nullptr where there are no tokens
  const Initializer& weight;        // read while building only
};

// The config must have passed ValidateHead(); what cannot be built throws c10::Error.
std::unique_ptr<OutputHead> BuildHead(const config::Head& config, const HeadContext& context, const Scope& scope);

}  // namespace ceteris
