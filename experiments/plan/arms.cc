#include "experiments/plan/arms.h"

#include <algorithm>
#include <map>
#include <set>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "core/base/status_macros.h"
#include "experiments/spec/config_path.h"

namespace ceteris {
namespace {

constexpr int kMostAxes = 16;

struct Axis {
  std::string path;
  std::string label;                // "num_heads"
  std::vector<std::string> values;  // canonical
  size_t baseline = 0;
};

absl::Status Refused(absl::string_view path, absl::string_view why) {
  return absl::InvalidArgumentError(absl::StrCat(path, ": ", why));
}

// The canonical text of a value of the path; the message of a refusal without the path at its front.
absl::StatusOr<std::string> Canonical(absl::string_view place, const std::string& path, const std::string& text) {
  config::Trial scratch;
  const absl::Status set = SetPath(path, text, &scratch);
  if (!set.ok()) return Refused(place, set.message());
  ASSIGN_OR_RETURN(const std::string value, GetPath(scratch, path));
  const bool plain = !value.empty() && std::all_of(value.begin(), value.end(), [](char c) {
    return absl::ascii_isalnum(c) || absl::StrContains("_-.+", c);
  });
  if (plain) return value;
  return Refused(place, absl::StrCat("\"", absl::Utf8SafeCEscape(value.substr(0, 80)),
                                     "\" cannot be part of an arm's name; write a named arm for it"));
}

absl::Status RequireScalar(const std::string& place, const std::string& path) {
  const absl::StatusOr<ConfigPath> found = FindPath(*config::Trial::descriptor(), path);
  if (!found.ok()) return Refused(place, found.status().message());
  if (found->fields.back()->is_repeated())
    return Refused(place, absl::StrCat(path, " is a list; write named arms for it"));
  return absl::OkStatus();
}

absl::StatusOr<Axis> ReadAxis(const config::Axis& written, const std::string& place) {
  Axis axis;
  axis.path = written.path();
  RETURN_IF_ERROR(RequireScalar(absl::StrCat(place, ".path"), axis.path));
  if (written.values().empty())
    return Refused(absl::StrCat(place, ".values"), "nothing is written; write one or more values");
  std::map<std::string, int> seen;
  for (int i = 0; i < written.values_size(); ++i) {
    const std::string value_place = absl::StrCat(place, ".values[", i, "]");
    ASSIGN_OR_RETURN(const std::string value, Canonical(value_place, axis.path, written.values(i)));
    if (!seen.emplace(value, i).second) {
      return Refused(value_place,
                     absl::StrCat("\"", value, "\" is the same as values[", seen[value], "]; write each value once"));
    }
    axis.values.push_back(value);
  }
  const std::string baseline_place = absl::StrCat(place, ".baseline");
  const std::string choices = absl::StrJoin(axis.values, ", ");
  if (!written.has_baseline())
    return Refused(baseline_place, absl::StrCat("nothing is written; write one of ", choices));
  ASSIGN_OR_RETURN(const std::string baseline, Canonical(baseline_place, axis.path, written.baseline()));
  const auto found = std::find(axis.values.begin(), axis.values.end(), baseline);
  if (found == axis.values.end()) {
    return Refused(baseline_place, absl::StrCat("\"", baseline, "\" is not one of the values ", choices));
  }
  axis.baseline = found - axis.values.begin();
  return axis;
}

std::string LastSegments(absl::string_view path, size_t count) {
  const std::vector<std::string> segments = absl::StrSplit(path, '.');
  const size_t first = segments.size() - std::min(count, segments.size());
  return absl::StrJoin(segments.begin() + first, segments.end(), ".");
}

// As many of the last segments of each path as tell the axes apart.
void LabelAxes(std::vector<Axis>* axes) {
  for (Axis& axis : *axes) {
    const auto is_like = [&](const Axis& other) {
      return LastSegments(other.path, 1 + std::count(axis.label.begin(), axis.label.end(), '.')) == axis.label;
    };
    for (size_t count = 1; count < 32; ++count) {
      axis.label = LastSegments(axis.path, count);
      if (std::count_if(axes->begin(), axes->end(), is_like) == 1) break;
    }
  }
}

absl::StatusOr<std::vector<Axis>> ReadAxes(const config::Experiment& experiment) {
  if (experiment.axis_size() > kMostAxes) {
    return Refused("axis", absl::StrCat(experiment.axis_size(), " axes are too many; use at most ", kMostAxes));
  }
  std::vector<Axis> axes;
  std::map<std::string, int> seen;
  for (int i = 0; i < experiment.axis_size(); ++i) {
    const std::string place = absl::StrCat("axis[", i, "]");
    ASSIGN_OR_RETURN(Axis axis, ReadAxis(experiment.axis(i), place));
    if (!seen.emplace(axis.path, i).second) {
      return Refused(absl::StrCat(place, ".path"), absl::StrCat(axis.path, " is already the path of axis[",
                                                                seen[axis.path], "]; write one axis for it"));
    }
    axes.push_back(std::move(axis));
  }
  LabelAxes(&axes);
  return axes;
}

absl::Status RequireFewArms(const config::Experiment& experiment, const std::vector<Axis>& axes, int64_t most_arms) {
  int64_t count = std::max(1, experiment.arm_size());
  for (const Axis& axis : axes) {
    count *=
        static_cast<int64_t>(axis.values.size());  // no overflow: both are at most most_arms here, or we have returned
    if (count > most_arms) break;
  }
  if (count <= most_arms) return absl::OkStatus();
  return Refused(axes.empty() ? "arm" : "axis",
                 absl::StrCat("more than ", most_arms, " arms in all; use fewer arms or values"));
}

// `arm` with every combination of values from axis `next` on.
void Cross(const std::vector<Axis>& axes, size_t next, const ArmChoice& arm, std::vector<ArmChoice>* arms) {
  if (next == axes.size()) {
    arms->push_back(arm);
    return;
  }
  const Axis& axis = axes[next];
  for (size_t i = 0; i < axis.values.size(); ++i) {
    ArmChoice crossed = arm;
    absl::StrAppend(&crossed.name, crossed.name.empty() ? "" : ",", axis.label, "=", axis.values[i]);
    crossed.baseline = arm.baseline && i == axis.baseline;
    crossed.settings.push_back({static_cast<int>(next), static_cast<int>(i), axis.path, axis.values[i]});
    Cross(axes, next + 1, crossed, arms);
  }
}

}  // namespace

absl::StatusOr<std::vector<ArmChoice>> ChooseArms(const config::Experiment& experiment, int64_t most_arms) {
  ASSIGN_OR_RETURN(const std::vector<Axis> axes, ReadAxes(experiment));
  RETURN_IF_ERROR(RequireFewArms(experiment, axes, most_arms));
  std::vector<ArmChoice> arms;
  for (int i = 0; i < experiment.arm_size(); ++i) {
    Cross(axes, 0, {experiment.arm(i).name(), experiment.arm(i).baseline(), i, {}}, &arms);
  }
  if (experiment.arm().empty()) Cross(axes, 0, {axes.empty() ? "base" : "", true, -1, {}}, &arms);
  return arms;
}

}  // namespace ceteris
