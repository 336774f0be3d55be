// Builds the residual connection that a config names.
//
// Example:  std::unique_ptr<Residual> residual = BuildResidual(config, scope.Child("attention"));
#pragma once

#include <memory>

#include "core/block/block.pb.h"
#include "core/block/residual.h"
#include "core/tensor/scope.h"

namespace ceteris {

// The config must have passed ValidateStack(). `scope` is that of the sublayer.
std::unique_ptr<Residual> BuildResidual(const config::Stack& config, const Scope& scope);

}  // namespace ceteris
