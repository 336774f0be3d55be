#include "experiments/plan/duplicate_arms.h"

#include <string>
#include <unordered_map>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "experiments/spec/path_values.h"

namespace ceteris {
namespace {

// The fingerprint and the files that the trial reads.
std::string Content(const PlannedArm& arm) {
  std::string content = arm.fingerprint;
  for (const PathValue& pair : PathValues(arm.trial)) {
    if (pair.is_content_path) absl::StrAppend(&content, "\n", pair.path, "\n", pair.value);
  }
  return content;
}

std::string SameTrial(const PlannedArm& first, const PlannedArm& second) {
  const std::vector<PathChange> changes = Differences(first.trial, second.trial);
  const std::string other = absl::StrCat("the same trial as arm \"", first.name, "\"");
  if (changes.empty()) return absl::StrCat(other, "; change something in one of them or remove it");
  const std::string paths = absl::StrJoin(
      changes, ", ", [](std::string* out, const PathChange& change) { absl::StrAppend(out, change.path); });
  return absl::StrCat(other, ": they differ only in ", paths, ", which changes no result; remove one of them");
}

}  // namespace

absl::Status RequireDistinctArms(const std::vector<ArmChoice>& choices, const std::vector<PlannedArm>& arms,
                                 const ErrorPlaces& places) {
  std::unordered_map<std::string, size_t> seen;
  for (size_t i = 0; i < arms.size(); ++i) {
    const auto [first, is_new] = seen.emplace(Content(arms[i]), i);
    if (is_new) continue;
    // The baseline stays; the arm that repeats it is the one to change.
    const bool keep_second = arms[i].baseline;
    const size_t kept = keep_second ? i : first->second;
    const size_t repeated = keep_second ? first->second : i;
    return places.OfWholeArm(choices[repeated], SameTrial(arms[kept], arms[repeated]));
  }
  return absl::OkStatus();
}

}  // namespace ceteris
