// Builds the normalisation that a config names.
//
// Example:  std::unique_ptr<Norm> norm = BuildNorm(config.norm(), d_model, scope.Child("norm"));
#pragma once

#include <cstdint>
#include <memory>

#include "core/norm/norm.h"
#include "core/norm/norm.pb.h"
#include "core/tensor/scope.h"

namespace ceteris {

// The config must have passed ValidateNorm().
std::unique_ptr<Norm> BuildNorm(const config::Norm& config, int64_t d_model, const Scope& scope);

}  // namespace ceteris
