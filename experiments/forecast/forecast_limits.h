// How much a forecast may compute.
#pragma once

#include <cstdint>

namespace ceteris {

// Up to this size a dry run builds the model on the CPU: 64 M weights take half a second.
inline constexpr int64_t kMaxDryRunParameters = int64_t{1} << 26;
// Up to this size, and this many operations for one sequence, a forecast trains real steps.
inline constexpr int64_t kMaxMeasuredParameters = int64_t{1} << 23;
inline constexpr double kMaxMeasuredFlops = 2e9;
// Operations per measured step: 10 to 30 ms. A trial with larger batches is measured on fewer rows.
inline constexpr double kMeasuredFlopsPerStep = 1e9;
// Tokens in the sequence of a dry run.
inline constexpr int64_t kDryRunSeqLen = 16;

}  // namespace ceteris
