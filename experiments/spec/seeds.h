// The seeds of an experiment, in the order in which they are run.
#pragma once

#include <cstdint>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "experiments/spec/experiment.pb.h"

namespace ceteris {

constexpr int64_t kMostSeeds = 10000;

// At least one and at most kMostSeeds, none twice, each at most 2^63 - 1 (the store keeps signed numbers), and either a
// list or first and count. INVALID_ARGUMENT starts with the path of the field, below `path`.
absl::Status ValidateSeeds(const config::Seeds& seeds, absl::string_view path);

// first, first + 1, ..., or the list. `seeds` is valid.
std::vector<uint64_t> ListSeeds(const config::Seeds& seeds);

}  // namespace ceteris
