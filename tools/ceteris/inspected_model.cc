#include "tools/ceteris/inspected_model.h"

#include <unistd.h>

#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "core/base/did_you_mean.h"
#include "core/base/status_macros.h"
#include "data/tasks/data_digest.h"
#include "experiments/results/trial_reader.h"
#include "experiments/spec/resolve.h"
#include "models/presets/presets.h"
#include "tools/ceteris/checked_plan.h"
#include "tools/ceteris/results_database.h"
#include "tools/ceteris/stored_config.h"
#include "tools/ceteris/user_path.h"

namespace ceteris {
namespace {

absl::StatusOr<InspectedModel> OfSpec(const Arguments& arguments) {
  ASSIGN_OR_RETURN(const CheckedPlan checked, CheckPlan(arguments));
  const std::string wanted = arguments.positional.size() > 1 ? arguments.positional[1] : "";
  const std::string& experiment = checked.plan.experiment.name();
  std::vector<std::string> names;
  for (size_t i = 0; i < checked.plan.arms.size(); ++i) {
    const PlannedArm& arm = checked.plan.arms[i];
    if (wanted.empty() ? arm.baseline : arm.name == wanted) {
      return InspectedModel{absl::StrCat(experiment, "/", arm.name), arm.trial, checked.data[i].shape};
    }
    names.push_back(arm.name);
  }
  return absl::NotFoundError(absl::StrCat(experiment, " has no arm \"", wanted, "\"; there are ",
                                          absl::StrJoin(names, ", "), DidYouMean(wanted, names)));
}

InspectedModel OfPreset(const config::Preset& preset) {
  InspectedModel model;
  model.name = absl::StrCat(preset.name(), ": ", preset.title());
  *model.trial.mutable_model() = preset.model();
  Resolve(&model.trial);
  model.shape = ShapeOfPreset(preset);
  return model;
}

absl::StatusOr<InspectedModel> OfTrial(const std::string& name) {
  ASSIGN_OR_RETURN(ResultsReader reader, OpenResults());
  ASSIGN_OR_RETURN(const StoredTrial trial, FindTrial(&reader, name));
  InspectedModel model;
  model.name = absl::StrCat("trial ", trial.trial_id);
  ASSIGN_OR_RETURN(model.trial, ParseStoredConfig(trial.config_textproto, model.name));
  ASSIGN_OR_RETURN(const DataSummary data, SummarizeData(model.trial.task()));
  model.shape = data.shape;
  return model;
}

bool IsTrialName(const std::string& name) {
  return !name.empty() && name.find_first_not_of("0123456789abcdefABCDEF") == std::string::npos;
}

}  // namespace

absl::StatusOr<InspectedModel> FindInspectedModel(const Arguments& arguments) {
  const std::string& name = arguments.positional[0];
  const bool is_file = access(UserPath(name).c_str(), F_OK) == 0;
  if (is_file || absl::StrContains(name, '/') || absl::EndsWith(name, ".textproto")) return OfSpec(arguments);
  if (arguments.positional.size() > 1 || !arguments.sets.empty()) {
    return absl::InvalidArgumentError(absl::StrCat("\"", name, "\" is no spec; only a spec has arms and takes --set"));
  }
  std::vector<std::string> presets, first;
  for (const config::Preset& preset : AllPresets()) {
    if (preset.name() == name) return OfPreset(preset);
    presets.push_back(preset.name());
    if (!preset.has_derived_from()) first.push_back(preset.name());
  }
  if (IsTrialName(name)) return OfTrial(name);
  return absl::NotFoundError(absl::StrCat("\"", name, "\" is no file, no preset (there are ",
                                          absl::StrJoin(first, ", "), " and ", presets.size() - first.size(),
                                          " derived from these) and no trial", DidYouMean(name, presets)));
}

}  // namespace ceteris
