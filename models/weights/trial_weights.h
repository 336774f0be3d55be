// The weights of a model in a file: one safetensors tensor per named tensor, so that a packed query-key-value product
// is stored as the three matrices it stands for, and a file does not depend on how a layer packs them.
//
// Example:  RETURN_IF_ERROR(SaveWeights(parameters, "trial_17/weights.safetensors"));
//           RETURN_IF_ERROR(LoadWeights("trial_17/weights.safetensors", &parameters));
#pragma once

#include <string>

#include "absl/status/status.h"
#include "core/tensor/parameter_set.h"

namespace ceteris {

// In the dtype that the parameters have. Errors as WriteSafetensors.
absl::Status SaveWeights(const ParameterSet& parameters, const std::string& path);

// Fills every parameter from the file, converting between floating-point types. INVALID_ARGUMENT, with nothing changed,
// where the two do not fit: the message names each tensor that is missing, unexpected, of another shape or not
// floating-point. Errors of the file itself as ReadSafetensors.
absl::Status LoadWeights(const std::string& path, ParameterSet* parameters);

}  // namespace ceteris
