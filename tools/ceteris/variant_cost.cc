#include "tools/ceteris/variant_cost.h"

#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "experiments/spec/config_path.h"
#include "experiments/spec/resolve.h"
#include "experiments/spec/schema.h"
#include "experiments/spec/trial.pb.h"
#include "models/parameter_report.h"

namespace ceteris {
namespace {

constexpr int kLayers = 2, kModelWidth = 64, kHeads = 4, kTokens = 64, kVocabulary = 65;

config::Trial SmallTrial(bool decoder) {
  config::Trial trial;
  config::Stack* stack = decoder ? trial.mutable_model()->mutable_decoder() : trial.mutable_model()->mutable_encoder();
  stack->set_num_layers(kLayers);
  stack->set_d_model(kModelWidth);
  stack->mutable_attention()->set_num_heads(kHeads);
  Resolve(&trial);
  return trial;
}

absl::StatusOr<int64_t> Count(const config::Trial& trial) {
  return CountParameters(trial.model(), TaskShape{kVocabulary, kTokens});
}

// The trial with the default member of the choice at `path`, and so with whatever the choice is a part of.
config::Trial WithDefault(const std::string& path, config::Trial trial) {
  const absl::StatusOr<ConfigPath> found = FindPath(*config::Trial::descriptor(), path);
  const auto* member = found.ok() && found->choice != nullptr ? DefaultVariant(*found->choice) : nullptr;
  if (member != nullptr && SetPath(path, member->name(), &trial).ok()) Resolve(&trial);
  return trial;
}

}  // namespace

absl::optional<int64_t> ExtraParameters(const CatalogEntry& entry) {
  for (const bool decoder : {true, false}) {
    const config::Trial small = SmallTrial(decoder);
    for (const std::string& path : entry.paths) {
      const absl::string_view stack = decoder ? "model.encoder" : "model.decoder";  // that the small model lacks
      if (!absl::StartsWith(path, "model.") || absl::StartsWith(path, stack)) continue;
      config::Trial with = small;
      if (!SetPath(path, entry.name, &with).ok()) continue;
      Resolve(&with);
      const absl::StatusOr<int64_t> before = Count(WithDefault(path, small)), after = Count(with);
      if (before.ok() && after.ok()) return *after - *before;
    }
  }
  return absl::nullopt;
}

std::string DescribeCountedModel() {
  return absl::StrCat(kLayers, " layers, d_model ", kModelWidth, ", ", kHeads, " heads, ", kTokens, " tokens of ",
                      kVocabulary);
}

}  // namespace ceteris
