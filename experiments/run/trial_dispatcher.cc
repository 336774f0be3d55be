#include "experiments/run/trial_dispatcher.h"

#include <cerrno>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <limits>
#include <utility>

#include "absl/strings/str_cat.h"
#include "core/base/clock.h"
#include "core/base/status_macros.h"
#include "experiments/results/journal_writer.h"
#include "experiments/results/trial_folder.h"
#include "experiments/spec/canonical_text.h"

namespace ceteris {
namespace {

constexpr double kReadSeconds = 0.5;
constexpr double kBeatSeconds = 10;

journal::Footer::Outcome OutcomeOf(TrialState state) {
  return state == TrialState::kCancelled ? journal::Footer::CANCELLED : journal::Footer::FAILED;
}

// A new file. Not flushed to the disk: a power cut ends the attempt anyway, and a flush costs as much as the rest of a
// hand-out.
absl::Status WriteRequest(const std::string& path, const std::string& text) {
  std::FILE* file = std::fopen(path.c_str(), "w");
  const bool written = file != nullptr && std::fwrite(text.data(), 1, text.size(), file) == text.size();
  const bool closed = file != nullptr && std::fclose(file) == 0;
  if (written && closed) return absl::OkStatus();
  return absl::ResourceExhaustedError(absl::StrCat(path, ": cannot be written: ", std::strerror(errno)));
}

}  // namespace

TrialDispatcher::TrialDispatcher(Database* database, WorkerPool* pool, std::string root)
    : database_(database), pool_(pool), root_(std::move(root)), runner_(ThisProcess()), ingester_(database) {}

absl::StatusOr<TrialDispatcher::Dispatch> TrialDispatcher::Start(const QueuedTrial& trial) {
  if (!unsettled_.empty()) return Dispatch::kNoWorker;  // its slot still stands for the trial that ended
  ASSIGN_OR_RETURN(const int slot, pool_->Acquire(trial.request.environment().num_threads()));
  if (slot < 0) return Dispatch::kNoWorker;
  ASSIGN_OR_RETURN(const absl::optional<Claim> claim,
                   ClaimTrial(database_, trial.trial_id, runner_, pool_->pid(slot), trial.replaces));
  if (!claim.has_value()) return Dispatch::kNotQueued;
  const absl::Status status = HandOut(slot, trial, *claim);
  if (!status.ok()) unfinished_[claim->attempt_id] = std::string(status.message());
  RETURN_IF_ERROR(FinishUnstarted());
  RETURN_IF_ERROR(status);
  return Dispatch::kStarted;
}

// A full disk may have refused the request's file and now refuses the database: it is tried until it is recorded.
absl::Status TrialDispatcher::FinishUnstarted() {
  while (!unfinished_.empty()) {
    const auto& [attempt_id, reason] = *unfinished_.begin();
    RETURN_IF_ERROR(FinishAttempt(database_, attempt_id, TrialState::kFailed, reason));
    unfinished_.erase(unfinished_.begin());
  }
  return absl::OkStatus();
}

absl::Status TrialDispatcher::HandOut(int slot, const QueuedTrial& trial, const Claim& claim) {
  const std::string folder = absl::StrCat(root_, "/", claim.folder);
  run::TrialRequest request = trial.request;
  request.set_attempt(claim.number);
  request.set_results_folder(root_);
  request.set_journal_path(absl::StrCat(folder, "/", kJournalFile));
  request.set_weights_path(absl::StrCat(folder, "/", kWeightsFile));
  const std::string path = absl::StrCat(folder, "/", kRequestFile);
  RETURN_IF_ERROR(WriteRequest(path, CanonicalText(request)));
  Running running;
  running.trial_id = trial.trial_id;
  running.attempt_id = claim.attempt_id;
  running.label = trial.label;
  running.journal_path = request.journal_path();
  running.started_at = MonotonicSeconds();
  running.progress.label = trial.label;
  running.progress.num_steps = request.trial().training().num_steps();
  running.progress.loss = std::numeric_limits<double>::quiet_NaN();
  RETURN_IF_ERROR(pool_->Start(slot, path));
  running_[slot] = std::move(running);
  return absl::OkStatus();
}

absl::StatusOr<std::vector<EndedTrial>> TrialDispatcher::Poll(double seconds) {
  for (WorkerEvent& event : pool_->Poll(unsettled_.empty() ? seconds : 0)) {
    if (event.was_busy) unsettled_.push_back(std::move(event));
  }
  RETURN_IF_ERROR(FinishUnstarted());
  std::vector<EndedTrial> ended;
  while (!unsettled_.empty()) {
    absl::StatusOr<EndedTrial> trial = Settle(unsettled_.front());
    if (!trial.ok()) {
      if (ended.empty()) return trial.status();
      return ended;  // what is left comes with the next call
    }
    ended.push_back(*std::move(trial));
    unsettled_.erase(unsettled_.begin());
  }
  if (ended.empty() && MonotonicSeconds() - read_at_ >= kReadSeconds) RETURN_IF_ERROR(ReadJournals());
  return ended;
}

absl::StatusOr<EndedTrial> TrialDispatcher::Settle(const WorkerEvent& event) {
  Running& running = running_.at(event.slot);
  TrialState state = TrialState::kFailed;
  std::string reason = event.kind == WorkerEvent::kDone ? "its journal ends without a footer" : event.reason;
  if (stopping_ && event.kind == WorkerEvent::kDied) {
    state = TrialState::kCancelled;
    reason = "stopped";
  }
  if (event.kind != WorkerEvent::kDone) Seal(running, state, reason);
  ASSIGN_OR_RETURN(const std::vector<IngestedAttempt> ingested, ingester_.Ingest({running.attempt_id}));
  Note(ingested[0], &running);
  if (!ingested[0].journal_error.empty()) reason = ingested[0].journal_error;
  // Does nothing where the footer has said it.
  RETURN_IF_ERROR(FinishAttempt(database_, running.attempt_id, state, reason));
  if (ingested[0].state != TrialState::kRunning) {
    state = ingested[0].state;
    reason = ingested[0].reason;
  }
  EndedTrial ended{running.trial_id,     running.label, state, reason, MonotonicSeconds() - running.started_at,
                   running.progress.loss};
  running_.erase(event.slot);
  return ended;
}

// The writer is dead, or has given up: nobody else appends. Best effort; the database records the end in any case.
void TrialDispatcher::Seal(const Running& running, TrialState state, const std::string& reason) {
  const absl::StatusOr<std::unique_ptr<JournalWriter>> journal = JournalWriter::Continue(running.journal_path);
  if (!journal.ok() || !(*journal)->has_header() || (*journal)->has_footer()) return;
  journal::Footer footer;
  footer.set_outcome(OutcomeOf(state));
  footer.set_reason(reason);
  (*journal)->WriteFooter(footer).IgnoreError();
}

absl::Status TrialDispatcher::ReadJournals() {
  std::vector<int64_t> attempt_ids;
  for (const auto& [slot, running] : running_) attempt_ids.push_back(running.attempt_id);
  ASSIGN_OR_RETURN(const std::vector<IngestedAttempt> ingested, ingester_.Ingest(attempt_ids));
  size_t i = 0;
  for (auto& [slot, running] : running_) Note(ingested[i++], &running);
  read_at_ = MonotonicSeconds();
  if (read_at_ - beat_at_ < kBeatSeconds) return absl::OkStatus();
  beat_at_ = read_at_;
  return Beat(database_, runner_);
}

void TrialDispatcher::Note(const IngestedAttempt& attempt, Running* running) {
  if (!std::isnan(attempt.train_loss)) running->progress.loss = attempt.train_loss;
  if (attempt.step == 0) return;
  running->progress.step = attempt.step;
  if (running->first_step == 0) {
    running->first_step = attempt.step;
    running->first_ms = attempt.wall_ms;
  } else if (attempt.wall_ms > running->first_ms) {
    running->progress.steps_per_second =
        1e3 * (attempt.step - running->first_step) / (attempt.wall_ms - running->first_ms);
  }
}

std::vector<TrialProgress> TrialDispatcher::Progress() const {
  std::vector<TrialProgress> progress;
  for (const auto& [slot, running] : running_) progress.push_back(running.progress);
  return progress;
}

void TrialDispatcher::Stop() {
  stopping_ = true;
  pool_->Stop();
}

void TrialDispatcher::Kill() {
  stopping_ = true;
  pool_->Kill();
}

}  // namespace ceteris
