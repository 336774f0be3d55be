// Builds the arrangement that a config names.
//
// Example:  std::unique_ptr<Arrangement> arrangement = BuildArrangement(config, /*has_memory=*/false, scope.Child(3));
#pragma once

#include <memory>

#include "core/block/arrangement.h"
#include "core/block/block.pb.h"
#include "core/tensor/scope.h"

namespace ceteris {

// The config must have passed ValidateStack(). `scope` is that of the block.
std::unique_ptr<Arrangement> BuildArrangement(const config::Stack& config, bool has_memory, const Scope& scope);

}  // namespace ceteris
