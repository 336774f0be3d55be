// Between the queue and the workers: claims trials, hands them out, reads their journals, and settles how each one
// ended.
//
// Whatever happens to a worker, its attempt gets exactly one end: what the journal's footer says; else FAILED with how
// the process ended and its last words; CANCELLED when it was asked to stop. Where the journal can still be written,
// that end is appended to it, so that a rebuilt database says the same.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "experiments/results/ingest.h"
#include "experiments/results/process_identity.h"
#include "experiments/results/trial_queue.h"
#include "experiments/run/progress_view.h"
#include "experiments/run/trial_request.pb.h"
#include "experiments/run/worker_pool.h"

namespace ceteris {

// A trial to run: its number in the database, and the request but for what the claim decides (attempt and paths).
struct QueuedTrial {
  int64_t trial_id = 0;
  std::string label;
  run::TrialRequest request;
  int64_t replaces = 0;  // the attempt whose result it is to replace; 0: the trial is queued
};

struct EndedTrial {
  int64_t trial_id = 0;
  std::string label;
  TrialState state = TrialState::kFailed;
  std::string reason;
  double seconds = 0;
  double train_loss = 0;  // the last; NaN: none
};

class TrialDispatcher {
 public:
  // Both outlive this. `root` is the absolute folder of the database.
  TrialDispatcher(Database* database, WorkerPool* pool, std::string root);

  enum class Dispatch { kStarted, kNotQueued, kNoWorker };
  // kNotQueued: it has ended, or another runner has it.
  absl::StatusOr<Dispatch> Start(const QueuedTrial& trial);

  // Waits up to `seconds` for workers; settles the trials that ended. Reads the journals of running ones twice a
  // second. An error (a full disk under the database) loses nothing: call it again.
  absl::StatusOr<std::vector<EndedTrial>> Poll(double seconds);

  // Trials stop at their next step; those that end from now on without a footer are CANCELLED.
  void Stop();
  void Kill();

  int num_running() const { return static_cast<int>(running_.size()); }
  std::vector<TrialProgress> Progress() const;

 private:
  struct Running {
    int64_t trial_id = 0, attempt_id = 0;
    std::string label, journal_path;
    double started_at = 0;
    TrialProgress progress;
    int64_t first_step = 0, first_ms = 0;
  };
  absl::Status HandOut(int slot, const QueuedTrial& trial, const Claim& claim);
  absl::Status FinishUnstarted();
  absl::StatusOr<EndedTrial> Settle(const WorkerEvent& event);
  void Seal(const Running& running, TrialState state, const std::string& reason);
  absl::Status ReadJournals();
  void Note(const IngestedAttempt& attempt, Running* running);

  Database* const database_;
  WorkerPool* const pool_;
  const std::string root_;
  const ProcessIdentity runner_;
  Ingester ingester_;
  std::map<int, Running> running_;             // by slot
  std::map<int64_t, std::string> unfinished_;  // attempts that never reached a worker, and why
  std::vector<WorkerEvent> unsettled_;         // an error came between; the next Poll() takes them up
  bool stopping_ = false;
  double read_at_ = 0, beat_at_ = 0;
};

}  // namespace ceteris
