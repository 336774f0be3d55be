#include "experiments/plan/error_places.h"

#include "absl/strings/str_cat.h"

namespace ceteris {
namespace {

// "a.b" of "a.b: what is wrong"; "" where the message does not start with a path.
absl::string_view PathOf(absl::string_view message) {
  const size_t end = message.find(": ");
  if (end == absl::string_view::npos) return "";
  const absl::string_view path = message.substr(0, end);
  return path.find(' ') == absl::string_view::npos ? path : "";
}

}  // namespace

absl::Status ErrorPlaces::At(absl::string_view place, absl::string_view message) const {
  if (place.empty()) place = locations_.file_name();
  return absl::InvalidArgumentError(place.empty() ? std::string(message) : absl::StrCat(place, ": ", message));
}

absl::Status ErrorPlaces::OfExperiment(const absl::Status& error) const {
  if (error.ok()) return error;
  return At(locations_.Find(PathOf(error.message())), error.message());
}

absl::Status ErrorPlaces::OfArm(const ArmChoice& arm, const absl::Status& error) const {
  if (error.ok()) return error;
  return At(PlaceInArm(arm, PathOf(error.message())), absl::StrCat("arm \"", arm.name, "\": ", error.message()));
}

absl::Status ErrorPlaces::OfWholeArm(const ArmChoice& arm, absl::string_view message) const {
  return At(PlaceInArm(arm, ""), absl::StrCat("arm \"", arm.name, "\": ", message));
}

std::string ErrorPlaces::PlaceInArm(const ArmChoice& arm, absl::string_view path) const {
  const std::string arm_path = absl::StrCat("arm[", arm.arm, "]");
  // primary_metric and other values of the experiment that an arm turned out not to fit.
  if (!locations_.FindExact(path).empty()) return locations_.FindExact(path);
  for (absl::string_view at = path; !at.empty();
       at = at.substr(0, at.rfind('.') == absl::string_view::npos ? 0 : at.rfind('.'))) {
    for (const AxisValue& setting : arm.settings) {
      if (setting.path == at)
        return locations_.Find(absl::StrCat("axis[", setting.axis, "].values[", setting.value, "]"));
    }
    for (const std::string& prefix : {absl::StrCat(arm_path, ".change."), std::string("base.")}) {
      const std::string place = locations_.FindExact(absl::StrCat(prefix, at));
      if (!place.empty()) return place;
    }
  }
  if (arm.arm >= 0) return locations_.Find(arm_path);
  const std::string base = locations_.Find("base");
  return base.empty() && !arm.settings.empty() ? locations_.Find("axis[0]") : base;
}

}  // namespace ceteris
