// Everything known of one trial, as `ceteris show` prints it.
#pragma once

#include "experiments/results/trial_reader.h"
#include "experiments/spec/trial.pb.h"
#include "tools/ceteris/fact_sheet.h"

namespace ceteris {

// Sections: trial, metrics, attempts, environment, artifacts, configuration. `config` is the trial's own. for_people:
// undefined metrics in a section of their own, with the reason.
FactSheet TrialSheet(const StoredTrial& trial, const config::Trial& config, bool for_people);

}  // namespace ceteris
