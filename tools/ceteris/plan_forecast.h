// What a plan would cost, put together from forecasts of its arms and what the database has already.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "experiments/forecast/trial_forecast.h"
#include "tools/ceteris/checked_plan.h"

namespace ceteris {

struct ArmForecast {
  std::string name, changes;  // "model.decoder.position=rotary"
  bool baseline = false;
  TrialForecast cost;  // of one trial
  int64_t num_steps = 0;
  int num_to_run = 0, num_there = 0;
};

struct PlanForecast {
  std::string data, database;  // in words
  std::vector<ArmForecast> arms;
  int num_trials = 0, num_to_run = 0, num_there = 0, num_workers = 1;
  std::string linked_from;              // "heads, positions": other experiments whose trials answer here too
  double total_flops = 0, seconds = 0;  // of the trials to run, with num_workers at a time
  double max_seconds = 0;               // the budget; 0: none
  std::string timing;                   // where the seconds are not of this trial's own steps
  std::string seeds;                    // how many the question needs, or why that is not known
};

absl::StatusOr<PlanForecast> ForecastPlan(const CheckedPlan& checked);

}  // namespace ceteris
