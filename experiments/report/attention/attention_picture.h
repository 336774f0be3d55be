// The same maps as attention_page.h, as one picture: every head of every layer, small, with its entropy and distance.
//
// Tokens are named where there is room for their letters, which is up to about 24 of them.
//
// Example:  ASSIGN_OR_RETURN(const std::string png, AttentionPng(maps));
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "experiments/report/attention/attention_maps.h"

namespace ceteris {

// The bytes of a PNG file. Deterministic. Long sequences are drawn coarser, a pixel showing the largest weight of its
// square, so that the picture stays below 20,000 pixels.
absl::StatusOr<std::string> AttentionPng(const AttentionMaps& maps);

}  // namespace ceteris
