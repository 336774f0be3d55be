// Puts in front of an error where the value that it is about was written.
//
//   `model.decoder.attention.num_heads: 5 does not divide ...`
//   -> `heads.textproto:14:33: arm "five": model.decoder.attention.num_heads: 5 does not divide ...`
#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "experiments/plan/arms.h"
#include "experiments/spec/source_locations.h"

namespace ceteris {

// Errors start with a path and ": "; OK stays OK. Of what was written nowhere, the file alone is named.
class ErrorPlaces {
 public:
  // `locations` outlives this.
  explicit ErrorPlaces(const SourceLocations* locations) : locations_(*locations) {}

  // An error about the experiment itself: the path is one of Experiment.
  absl::Status OfExperiment(const absl::Status& error) const;

  // An error about an arm's resolved trial. The value may come from an axis, from the arm's change or from the base: of
  // those that wrote the path, or else the innermost message around it, the first in this order is named.
  absl::Status OfArm(const ArmChoice& arm, const absl::Status& error) const;

  // An error about an arm as a whole.
  absl::Status OfWholeArm(const ArmChoice& arm, absl::string_view message) const;

 private:
  absl::Status At(absl::string_view place, absl::string_view message) const;
  std::string PlaceInArm(const ArmChoice& arm, absl::string_view path) const;

  const SourceLocations& locations_;
};

}  // namespace ceteris
