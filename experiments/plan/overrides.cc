#include "experiments/plan/overrides.h"

#include <algorithm>
#include <set>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "core/base/did_you_mean.h"
#include "core/base/status_macros.h"
#include "experiments/spec/config_path.h"

namespace ceteris {
namespace {

bool StartsWithField(const google::protobuf::Descriptor& type, absl::string_view path) {
  return type.FindFieldByName(std::string(path.substr(0, path.find('.')))) != nullptr;
}

bool IsOfTrial(absl::string_view path) { return StartsWithField(*config::Trial::descriptor(), path); }

bool IsOfExperiment(absl::string_view path) { return StartsWithField(*config::Experiment::descriptor(), path); }

// "--set=training.num_steps=50".
std::string Typed(absl::string_view path, absl::string_view value) {
  return absl::StrCat("--set=", absl::Utf8SafeCEscape(path.substr(0, 200)), "=",
                      absl::Utf8SafeCEscape(value.substr(0, 80)));
}

absl::Status Refused(absl::string_view path, absl::string_view value, absl::string_view why) {
  return absl::InvalidArgumentError(absl::StrCat(Typed(path, value), ": ", why));
}

// `; did you mean "replicates"?` for a path that starts neither as one of a trial nor as one of an experiment.
std::string SuggestFirstSegment(absl::string_view path) {
  std::vector<std::string> names;
  for (const auto* type : {config::Trial::descriptor(), config::Experiment::descriptor()}) {
    for (int i = 0; i < type->field_count(); ++i) names.push_back(type->field(i)->name());
  }
  return DidYouMean(path.substr(0, std::min<size_t>(path.find('.'), 80)), names);
}

absl::Status Apply(absl::string_view path, absl::string_view value, config::Experiment* experiment) {
  if (IsOfExperiment(path)) {
    // What replaces a list of seeds replaces it wholly, and the reverse: both together are refused in a file.
    if (path == "seeds.list") experiment->clear_seeds();
    if (path == "seeds.count" || path == "seeds.first") experiment->mutable_seeds()->clear_list();
    return SetPath(path, value, experiment);
  }
  const std::string hint = IsOfTrial(path) ? "" : SuggestFirstSegment(path);
  if (!hint.empty())
    return absl::InvalidArgumentError(absl::StrCat("neither a trial nor an experiment has this field", hint));
  return SetPath(path, value, experiment->mutable_base());
}

}  // namespace

absl::Status ApplyOverrides(const Overrides& overrides, config::Experiment* experiment, SourceLocations* locations) {
  std::set<std::string> seen;
  for (const auto& [path, value] : overrides) {
    if (!seen.insert(path).second) return Refused(path, value, "this path is set twice; set it once");
    const absl::Status applied = Apply(path, value, experiment);
    if (!applied.ok()) return Refused(path, value, applied.message());
    locations->Add(IsOfTrial(path) ? absl::StrCat("base.", path) : path, Typed(path, value));
  }
  return absl::OkStatus();
}

absl::Status RequireOverridesReachAnArm(const Overrides& overrides, const std::vector<PlannedArm>& arms) {
  for (const auto& [path, value] : overrides) {
    const absl::string_view base_path = absl::StripPrefix(path, "base.");
    if (!IsOfTrial(base_path)) continue;
    config::Trial alone;
    RETURN_IF_ERROR(SetPath(base_path, value, &alone));
    ASSIGN_OR_RETURN(const std::string set, GetPath(alone, base_path));
    bool reached = false;
    for (const PlannedArm& arm : arms) {
      ASSIGN_OR_RETURN(const std::string found, GetPath(arm.trial, base_path));
      reached = reached || found == set;
    }
    if (!reached) return Refused(path, value, "changes nothing, because every arm or an axis replaces this value");
  }
  return absl::OkStatus();
}

}  // namespace ceteris
