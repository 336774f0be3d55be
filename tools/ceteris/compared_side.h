// One of the two things that `ceteris diff` compares: a trial, or an arm with its trials.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "experiments/results/reader.h"
#include "experiments/spec/trial.pb.h"

namespace ceteris {

struct ComparedSide {
  std::string name;  // "trial 3", "positions/rotary"
  bool is_arm = false;
  config::Trial config;
  // Name of a fact ("host", "executable", "data") and its values, more than one where an arm's trials were not made
  // alike.
  std::vector<std::pair<std::string, std::set<std::string>>> environment;
  // Metric, seed, last value; of an arm its succeeded trials without replicates. Of a trial the seed is 0.
  std::map<std::string, std::map<uint64_t, double>> finals;
};

// `name` is a trial (see FindTrial) or EXPERIMENT/ARM, at --revision. NOT_FOUND with a did-you-mean.
absl::StatusOr<ComparedSide> LoadSide(ResultsReader* reader, const std::string& name);

// The arm of that name. NOT_FOUND with the arms there are and a did-you-mean.
absl::StatusOr<StoredArm> FindArm(ResultsReader* reader, const StoredExperiment& experiment, const std::string& name);

}  // namespace ceteris
