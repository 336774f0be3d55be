// Trials with every choice, part and number drawn at random: what property tests run over. Most could not be trained.
#pragma once

#include <random>

#include "experiments/spec/trial.pb.h"

namespace ceteris {

// Resolved. The same state of `random` gives the same trial.
config::Trial RandomTrial(std::mt19937_64* random);

}  // namespace ceteris
