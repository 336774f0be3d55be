// Refuses arms that would train the same trial: a comparison of a thing with itself, or an arm whose change touches
// nothing.
#pragma once

#include <vector>

#include "absl/status/status.h"
#include "experiments/plan/arms.h"
#include "experiments/plan/error_places.h"
#include "experiments/plan/plan.h"

namespace ceteris {

// `choices` and `arms` are of the same arms in the same order; arms have their fingerprints. INVALID_ARGUMENT names
// both arms. Arms that differ only in fields with identity = false are the same trial too, unless those name files:
// then the content decides, which is not read here. O(number of arms).
absl::Status RequireDistinctArms(const std::vector<ArmChoice>& choices, const std::vector<PlannedArm>& arms,
                                 const ErrorPlaces& places);

}  // namespace ceteris
