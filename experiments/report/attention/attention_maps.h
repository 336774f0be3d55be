// What a model looked at while it read one text: the weights of every attention head, as plain values.
//
//   AttentionMaps maps;
//   maps.sequences = {{"text", {"I", "n", "␣", "t"}}};
//   maps.layers = {{"decoder.0.attention", 0, 0, /*num_heads=*/4, weights}};
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace ceteris {

// The places that a stack reads, in order.
struct TokenSequence {
  std::string name;                 // "text"; "source" and "written" of an encoder-decoder; "patches" of an image
  std::vector<std::string> labels;  // one per place, fit to print
  // > 0: the last columns * columns places are the squares of an image, row by row, and distance is that of the plane;
  // what stands before them (a class token) has none.
  int columns = 0;

  int size() const { return static_cast<int>(labels.size()); }
};

// One attention layer: all its heads.
struct AttentionLayer {
  std::string name;           // "decoder.3.cross_attention"
  int queries = 0, keys = 0;  // indices into AttentionMaps::sequences; equal for self-attention
  int num_heads = 0;
  // [num_heads, query_len, key_len] in [0, 1]. A row sums to 1, to less beside an attention sink, to 0 where a query
  // sees no key.
  std::vector<float> weights;
};

struct AttentionMaps {
  std::string title;                                       // "Trial 3"
  std::string text;                                        // as it was typed
  std::vector<std::pair<std::string, std::string>> facts;  // "experiment", "positions, arm rotary, seed 1"
  std::vector<TokenSequence> sequences;
  std::vector<AttentionLayer> layers;  // in the order in which they run
};

}  // namespace ceteris
