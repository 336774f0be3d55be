// Builds the pooling that a config names.
//
// Example:  std::unique_ptr<PooledStates> pooling = BuildPooling(config.pooling(), d_model, weight, scope);
#pragma once

#include <cstdint>
#include <memory>

#include "core/tensor/initializer.h"
#include "core/tensor/scope.h"
#include "models/head/head.pb.h"
#include "models/head/pooling.h"

namespace ceteris {

// The config must have passed ValidateHead(). scope is the head's: a pooler that trains something is "<scope>.pooler".
std::unique_ptr<PooledStates> BuildPooling(const config::Pooling& config, int64_t d_model, const Initializer& weight,
                                           const Scope& scope);

}  // namespace ceteris
