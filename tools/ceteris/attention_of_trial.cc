#include "tools/ceteris/attention_of_trial.h"

#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "experiments/report/attention/token_label.h"

namespace ceteris {
namespace {

TokenSequence SequenceOf(const std::string& name, const std::vector<std::string>& tokens, int columns) {
  TokenSequence sequence{name, {}, columns};
  for (const std::string& token : tokens) sequence.labels.push_back(TokenLabel(token));
  return sequence;
}

std::string SizeOf(const RecordedAttention& recorded) {
  int64_t num_heads = 0;
  for (const RecordedLayer& layer : recorded.layers) num_heads += layer.num_heads;
  return absl::StrCat(recorded.layers.size(),
                      recorded.layers.size() == 1 ? " attention layer, " : " attention layers, ", num_heads,
                      num_heads == 1 ? " head" : " heads");
}

}  // namespace

AttentionMaps MapsOfTrial(const StoredTrial& trial, const std::string& text, const RecordedAttention& recorded) {
  AttentionMaps maps;
  maps.title = absl::StrCat("Trial ", trial.trial_id);
  maps.text = text;
  const ReadPlaces& places = recorded.places;
  const bool pair = !places.source.empty();
  std::vector<std::string> uses;
  for (const StoredUse& use : trial.uses) {
    uses.push_back(absl::StrCat(use.experiment, ", revision ", use.revision, ", arm ", use.arm));
  }
  maps.facts.push_back({"trained for", absl::StrJoin(uses, "; ")});
  maps.facts.push_back({"seed", absl::StrCat(trial.seed)});
  maps.facts.push_back({"model", SizeOf(recorded)});
  maps.facts.push_back({"places", pair ? absl::StrCat(places.source.size(), " read, ", places.tokens.size(), " written")
                                       : absl::StrCat(places.tokens.size())});
  if (pair) maps.facts.push_back({"written", absl::StrJoin(places.tokens, " ")});
  maps.facts.push_back({"identity", trial.identity.substr(0, 12)});
  if (pair) maps.sequences.push_back(SequenceOf("source", places.source, 0));
  const char* name = pair ? "written" : places.columns > 0 ? "patches" : "text";
  maps.sequences.push_back(SequenceOf(name, places.tokens, places.columns));
  const int own = pair ? 1 : 0;
  for (const RecordedLayer& layer : recorded.layers) {
    const bool encoder = pair && absl::StartsWith(layer.name, "encoder.");
    const bool cross = absl::EndsWith(layer.name, ".cross_attention");
    maps.layers.push_back(
        {layer.name, encoder ? 0 : own, encoder || cross ? 0 : own, static_cast<int>(layer.num_heads), layer.weights});
  }
  return maps;
}

}  // namespace ceteris
