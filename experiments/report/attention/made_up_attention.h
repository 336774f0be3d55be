// Attention that no model computed, for tests and for a look at the layout.
#pragma once

#include "experiments/report/attention/attention_maps.h"

namespace ceteris {

// A decoder of two layers over the words of a sentence: head 0 looks back one place, head 1 at everything before alike,
// head 2 at the first word, head 3 somewhere.
AttentionMaps MadeUpDecoder(int num_tokens);

// An encoder-decoder of one layer each that writes a sequence backwards.
AttentionMaps MadeUpEncoderDecoder();

}  // namespace ceteris
