// What is printed of every head: its entropy and distance, as a table and as captions.
#pragma once

#include <string>
#include <vector>

#include "experiments/report/attention/attention_maps.h"
#include "experiments/report/table_format.h"

namespace ceteris {

// One line per head: layer, head, mean entropy in bits, mean distance in places.
Table HeadTable(const AttentionMaps& maps);

// "head 2: 1.8 bits, 3.4 away", for each head of a layer.
std::vector<std::string> HeadCaptions(const AttentionMaps& maps, const AttentionLayer& layer);

}  // namespace ceteris
