// Runs one trial inside a test and returns every bit of it.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>

#include "experiments/results/journal.pb.h"
#include "experiments/spec/trial.pb.h"

namespace ceteris {

struct TrialResult {
  journal::Header header;
  journal::Footer footer;
  std::map<std::pair<std::string, int64_t>, double> values;  // (metric, step) -> value
  std::map<std::string, std::string> undefined;              // metric -> reason
  std::string weights_sha256;                                // "" where none were stored
  std::string weights_path;
};

// config: resolved. CHECK-fails where the trial has no whole journal.
TrialResult RunForTesting(const config::Trial& config, uint64_t seed = 1, int replicate = 0,
                          const std::string& device = "cpu");

}  // namespace ceteris
