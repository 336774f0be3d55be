// Runs what is missing of a plan: the runner behind `ceteris run`.
//
//   RunOptions options;
//   options.database_path = "results/ceteris.db";
//   options.data_digests = ...;   // of each arm's task
//   options.libtorch = "2.11.0";
//   ASSIGN_OR_RETURN(const RunResult result, RunExperiment(plan, options));
//   return result.exit_code();
//
// Trials run in child processes; any of them may crash, be killed or fill the disk without harm to its siblings or to
// what is stored. The runner itself may be killed at any moment: no child survives it, and the next call completes the
// plan, each cell once. Several runners may work on one database; each trial is run by one of them, and each runner
// returns when the plan is complete.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "experiments/plan/plan.h"
#include "experiments/results/trial_state.h"
#include "experiments/run/progress_view.h"
#include "experiments/run/run_result.h"

namespace ceteris {

struct RunOptions {
  std::string database_path;
  std::vector<std::string> data_digests;  // by arm
  std::string device = "cpu";             // "cpu", "cuda", "cuda:1"
  std::string libtorch;
  RerunPolicy rerun;
  int num_workers =
      0;  // trials at a time; 0: on cpu as many as fit into the available cores with their threads, on cuda one
  std::vector<std::string> worker_command = {"/proc/self/exe", "worker"};
  ProgressView* progress = nullptr;  // null: silent
  double stop_seconds = 10;          // from the first Ctrl-C until workers that still run are killed
  double retry_seconds = 60;         // how long a database that cannot be written (a full disk) is tried again
};

// Trials at a time: options.num_workers, or what its comment says of 0.
int NumWorkers(const Plan& plan, const RunOptions& options);

// Errors are those of opening and writing the database, or of a worker that cannot be started. Not thread-safe: owns
// the signals SIGINT, SIGTERM and SIGHUP while it runs.
absl::StatusOr<RunResult> RunExperiment(const Plan& plan, const RunOptions& options);

}  // namespace ceteris
