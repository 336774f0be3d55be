// From what a trial looked at to what the page and the picture of it are made from.
#pragma once

#include <string>

#include "experiments/report/attention/attention_maps.h"
#include "experiments/results/trial_reader.h"
#include "experiments/run/record_attention.h"

namespace ceteris {

AttentionMaps MapsOfTrial(const StoredTrial& trial, const std::string& text, const RecordedAttention& recorded);

}  // namespace ceteris
