// The weights of every attention head as one self-contained HTML file: all heads at a glance, one of them large with
// its tokens, and the text shaded by what a token looks at. Weights show where the reader points.
//
// Needs no network. Entropy and distance of every head are in a table that needs no JavaScript.
//
// Example:  RETURN_IF_ERROR(WriteFileAtomically("attention.html", AttentionPage(maps)));
#pragma once

#include <string>

#include "experiments/report/attention/attention_maps.h"

namespace ceteris {

// Weights are stored with 16 bits each: to 8e-6. Deterministic: the same maps give the same bytes.
std::string AttentionPage(const AttentionMaps& maps);

}  // namespace ceteris
