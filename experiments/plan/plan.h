// A plan: every trial that an experiment asks for. What is run, stored and compared is this and nothing else.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "experiments/spec/differences.h"
#include "experiments/spec/experiment.pb.h"
#include "experiments/spec/trial.pb.h"

namespace ceteris {

struct PlannedArm {
  std::string name;  // "rotary"; with axes "rotary,num_heads=4", or "num_heads=4" where no arm is named
  bool baseline = false;
  config::Trial trial;  // resolved: every default written out
  std::string fingerprint;
  std::vector<PathChange> differs;  // from the baseline; empty for the baseline itself
};

// One training run: the arm's trial with this seed. Replicate 1 is the baseline once more, with other randomness in
// every stream.
struct PlannedCell {
  int arm = 0;  // index into Plan::arms
  uint64_t seed = 0;
  int replicate = 0;
};

struct Plan {
  // Overrides and preset applied, defaults written out; arms and axes as written. Expanding it gives this plan again.
  config::Experiment experiment;
  std::string spec_sha256;         // identity of the revision: see spec_identity.h
  std::vector<PlannedArm> arms;    // in the order of the file, axes varying fastest from the last; exactly one baseline
  std::vector<PlannedCell> cells;  // seed by seed, so that the first results already compare all arms
};

}  // namespace ceteris
