#include "experiments/report/attention/made_up_attention.h"

#include <algorithm>
#include <cmath>
#include <functional>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace ceteris {
namespace {

// How much place `query` likes place `key`: any number >= 0; rows are divided by their sums.
using Liking = std::function<double(int head, int query, int key)>;

AttentionLayer LayerOf(const std::string& name, const AttentionMaps& maps, int queries, int keys, int num_heads,
                       const Liking& liking) {
  AttentionLayer layer{name, queries, keys, num_heads, {}};
  for (int head = 0; head < num_heads; ++head) {
    for (int query = 0; query < maps.sequences[queries].size(); ++query) {
      double sum = 0;
      const int key_len = maps.sequences[keys].size();
      for (int key = 0; key < key_len; ++key) sum += liking(head, query, key);
      for (int key = 0; key < key_len; ++key) {
        layer.weights.push_back(sum > 0 ? static_cast<float>(liking(head, query, key) / sum) : 0);
      }
    }
  }
  return layer;
}

double Causal(int head, int query, int key) {
  if (key > query) return 0;
  switch (head) {
    case 0:
      return key == std::max(0, query - 1) ? 1 : 0;
    case 1:
      return 1;
    case 2:
      return key == 0 ? 20 : 1;
    default:
      return std::exp(3 * std::sin(7.3 * query + 3.1 * key));
  }
}

}  // namespace

AttentionMaps MadeUpDecoder(int num_tokens) {
  const std::vector<std::string> words = {"In", "the", "beginning", "God", "created", "the", "heaven", "and", "␣", "⏎"};
  AttentionMaps maps;
  maps.title = "Trial 3";
  TokenSequence text{"text", {}, 0};
  for (int i = 0; i < num_tokens; ++i) text.labels.push_back(words[i % words.size()]);
  maps.text = absl::StrJoin(text.labels, " ");
  maps.facts = {{"experiment", "positions, revision 1, arm rotary, seed 1"}, {"model", "decoder_only"}};
  maps.sequences = {text};
  for (int layer = 0; layer < 2; ++layer) {
    maps.layers.push_back(LayerOf(absl::StrCat("decoder.", layer, ".attention"), maps, 0, 0, 4, Causal));
  }
  return maps;
}

AttentionMaps MadeUpEncoderDecoder() {
  AttentionMaps maps;
  maps.title = "Trial 7";
  maps.text = "3 4 5 6 7";
  maps.facts = {{"experiment", "sequence_reversal, arm reverse"}, {"written", "7 6 5 4 3"}};
  maps.sequences = {{"source", {"3", "4", "5", "6", "7"}, 0}, {"written", {"start", "7", "6", "5", "4", "3"}, 0}};
  maps.layers.push_back(LayerOf("encoder.0.attention", maps, 0, 0, 2,
                                [](int head, int query, int key) { return head == 0 ? 1.0 : query == key; }));
  maps.layers.push_back(LayerOf("decoder.0.attention", maps, 1, 1, 2, Causal));
  maps.layers.push_back(LayerOf("decoder.0.cross_attention", maps, 1, 0, 2, [](int head, int query, int key) {
    return head == 0 ? (key == std::max(0, 4 - query)) + 0.02 : 1.0;
  }));
  return maps;
}

}  // namespace ceteris
