// How a call of RunExperiment() ended, in counts of trials.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "experiments/results/trial_queue.h"

namespace ceteris {

struct RunResult {
  enum class End { kComplete, kInterrupted /* Ctrl-C */, kPreempted /* SIGTERM, SIGHUP */ };
  End end = End::kComplete;
  int64_t experiment_id = 0;
  int revision = 0;
  bool is_new_revision = false;
  // Trials of the plan; a trial that several arms share counts once.
  int num_trials = 0, num_there_before = 0, num_adopted = 0, num_run = 0;
  int num_succeeded = 0, num_diverged = 0, num_failed = 0, num_lost = 0;  // now, whoever ran them
  std::vector<std::string> failures;  // "rotary seed 3: signal 11 (Segmentation fault): ..."

  // 0 every trial ended, 1 some FAILED or are LOST, 75 preempted, 130 Ctrl-C.
  int exit_code() const;

  // Counts a trial of the plan, once all of them have ended. failed_now: why its attempt of this call failed, or null.
  // One that failed where a result was to be replaced (--rerun) is a failure too, though the result stays.
  void Count(const std::string& label, const TrialStatus& status, const std::string* failed_now);
};

}  // namespace ceteris
