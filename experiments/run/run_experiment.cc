#include "experiments/run/run_experiment.h"

#include <stdlib.h>

#include <algorithm>
#include <cmath>
#include <deque>
#include <map>
#include <memory>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "core/base/clock.h"
#include "core/base/status_macros.h"
#include "core/base/tuned_environment.h"
#include "experiments/results/open_database.h"
#include "experiments/results/recover.h"
#include "experiments/results/register_experiment.h"
#include "experiments/results/trial_folder.h"
#include "experiments/results/trial_queue.h"
#include "experiments/run/available_cores.h"
#include "experiments/run/plan_record.h"
#include "experiments/run/stop_signals.h"
#include "experiments/run/trial_dispatcher.h"
#include "experiments/run/trials_to_queue.h"

namespace ceteris {
namespace {

constexpr double kPollSeconds = 0.2;
constexpr double kElsewhereSeconds = 1;
constexpr double kGiveUpSeconds = 1;  // from Ctrl-C on, a database that cannot be written is waited for no longer

std::string EndLine(const EndedTrial& trial) {
  std::string line = absl::StrCat(trial.label, ": ");
  if (trial.state != TrialState::kSucceeded) absl::StrAppend(&line, TrialStateName(trial.state), " ");
  if (!trial.reason.empty()) absl::StrAppend(&line, "(", trial.reason, ") ");
  if (!std::isnan(trial.train_loss)) absl::StrAppend(&line, "training loss ", trial.train_loss, ", ");
  return absl::StrCat(line, FormatDuration(trial.seconds));
}

bool MayPass(const absl::Status& status) { return absl::IsResourceExhausted(status) || absl::IsUnavailable(status); }

// One call of RunExperiment.
class Runner {
 public:
  Runner(const Plan& plan, const RunOptions& options)
      : plan_(plan),
        options_(options),
        silent_(MakeSilentView()),
        view_(options.progress != nullptr ? options.progress : silent_.get()) {}

  absl::StatusOr<RunResult> Run() {
    RETURN_IF_ERROR(Prepare());
    if (!pending_.empty() || !elsewhere_.empty()) {
      const absl::Status status = RunTrials();
      view_->Finish();
      // Whatever it is, this was no refusal: trials have run.
      if (!status.ok()) return started_ ? absl::InternalError(status.message()) : status;
    }
    RETURN_IF_ERROR(Count());
    // The log is folded into the file, so that a copy of the file alone is whole. Another runner may be in the way: it
    // will do it.
    database_->Execute("PRAGMA wal_checkpoint(TRUNCATE); PRAGMA optimize").IgnoreError();
    return result_;
  }

 private:
  absl::Status Prepare();
  absl::Status RunTrials();
  absl::Status Step(TrialDispatcher* dispatcher);
  absl::Status StartTrials(TrialDispatcher* dispatcher);
  absl::Status LookElsewhere();
  absl::Status Tolerate(const absl::Status& status);
  void Obey(const StopSignals& signals, TrialDispatcher* dispatcher);
  void Show(const TrialDispatcher& dispatcher);
  absl::Status Count();

  const Plan& plan_;
  const RunOptions& options_;
  const std::unique_ptr<ProgressView> silent_;
  ProgressView* const view_;
  RunResult result_;
  std::unique_ptr<Database> database_;
  std::vector<QueuedTrial> trials_;            // in the plan's order, each once
  std::deque<size_t> pending_;                 // not ended: to be tried
  std::vector<size_t> elsewhere_;              // not ended: another runner has them
  std::map<int64_t, std::string> failed_now_;  // trials whose attempt of this run failed, and why
  int num_ended_ = 0, num_failed_ = 0, num_workers_ = 1;
  double seconds_of_ended_ = 0, looked_at_ = 0, stopped_at_ = 0, trouble_since_ = 0;
  bool started_ = false, stopping_ = false, killed_ = false;
};

absl::Status Runner::Prepare() {
  ASSIGN_OR_RETURN(database_, OpenForWriting(options_.database_path));
  const ExperimentRecord record = RecordOfPlan(plan_, options_.data_digests, options_.device, options_.libtorch);
  ASSIGN_OR_RETURN(const RegisteredExperiment registered, RegisterExperiment(database_.get(), record));
  result_.experiment_id = registered.experiment_id;
  result_.revision = registered.revision;
  result_.is_new_revision = registered.is_new;
  std::vector<std::string> identities;
  for (const CellRecord& cell : record.cells) {
    if (!cell.identity.empty()) identities.push_back(cell.identity);
  }
  ASSIGN_OR_RETURN(result_.num_adopted,
                   AdoptJournals(database_.get(), identities));  // also ends what dead runners left
  trials_ = TrialsToQueue(plan_, record, registered, options_);
  result_.num_trials = static_cast<int>(trials_.size());
  std::vector<int64_t> trial_ids;
  for (const QueuedTrial& trial : trials_) trial_ids.push_back(trial.trial_id);
  RETURN_IF_ERROR(Requeue(database_.get(), trial_ids, options_.rerun).status());
  ASSIGN_OR_RETURN(const std::vector<TrialStatus> statuses, TrialStatuses(database_.get(), trial_ids));
  for (size_t i = 0; i < trials_.size(); ++i) {
    const TrialStatus& status = statuses[i];
    const bool again = IsResult(status.state) && options_.rerun.Covers(status.state);
    if (again) trials_[i].replaces = status.attempt_id;
    if (status.state == TrialState::kQueued || again) {
      pending_.push_back(i);
    } else if (status.state == TrialState::kRunning) {
      elsewhere_.push_back(i);
    } else {
      ++result_.num_there_before;
    }
  }
  num_ended_ = result_.num_there_before;
  return absl::OkStatus();
}

absl::Status Runner::RunTrials() {
  const StopSignals signals;
  // While another process keeps the database locked, signals are obeyed between tries.
  RETURN_IF_ERROR(database_->Execute("PRAGMA busy_timeout = 1000"));
  num_workers_ = std::min<int>(NumWorkers(plan_, options_), static_cast<int>(trials_.size()));
  WorkerPool pool({options_.worker_command, TunedEnvironment(), num_workers_});
  char* absolute = realpath(FolderOf(options_.database_path).c_str(), nullptr);
  const std::string root = absolute != nullptr ? absolute : FolderOf(options_.database_path);
  free(absolute);
  TrialDispatcher dispatcher(database_.get(), &pool, root);
  while (true) {
    Obey(signals, &dispatcher);
    if (dispatcher.num_running() == 0 && (stopping_ || (pending_.empty() && elsewhere_.empty())))
      return absl::OkStatus();
    const absl::Status status = Tolerate(Step(&dispatcher));
    if (!status.ok()) return stopping_ && MayPass(status) ? absl::OkStatus() : status;
    Show(dispatcher);
  }
}

absl::Status Runner::Step(TrialDispatcher* dispatcher) {
  if (!stopping_) {
    RETURN_IF_ERROR(StartTrials(dispatcher));
    RETURN_IF_ERROR(LookElsewhere());
  }
  ASSIGN_OR_RETURN(const std::vector<EndedTrial> ended, dispatcher->Poll(kPollSeconds));
  for (const EndedTrial& trial : ended) {
    const bool failed = trial.state == TrialState::kFailed;
    Show(*dispatcher);
    view_->TrialEnded(EndLine(trial), failed || trial.state == TrialState::kDiverged);
    ++num_ended_;
    if (trial.state == TrialState::kCancelled) continue;  // it waits for the next call
    ++result_.num_run;
    num_failed_ += failed ? 1 : 0;
    if (failed) failed_now_[trial.trial_id] = trial.reason;
    seconds_of_ended_ += trial.seconds;
  }
  return absl::OkStatus();
}

absl::Status Runner::StartTrials(TrialDispatcher* dispatcher) {
  while (!pending_.empty()) {
    ASSIGN_OR_RETURN(const TrialDispatcher::Dispatch dispatch, dispatcher->Start(trials_[pending_.front()]));
    if (dispatch == TrialDispatcher::Dispatch::kNoWorker) return absl::OkStatus();
    if (dispatch == TrialDispatcher::Dispatch::kNotQueued) elsewhere_.push_back(pending_.front());
    started_ = started_ || dispatch == TrialDispatcher::Dispatch::kStarted;
    pending_.pop_front();
  }
  return absl::OkStatus();
}

// Trials that another runner had: ended by now, or to be taken over because it died or was stopped.
absl::Status Runner::LookElsewhere() {
  if (elsewhere_.empty() || MonotonicSeconds() - looked_at_ < kElsewhereSeconds) return absl::OkStatus();
  looked_at_ = MonotonicSeconds();
  RETURN_IF_ERROR(RecoverLost(database_.get()).status());
  std::vector<int64_t> trial_ids;
  for (const size_t i : elsewhere_) trial_ids.push_back(trials_[i].trial_id);
  RerunPolicy unfinished{false, false, false, /*lost=*/true};
  RETURN_IF_ERROR(Requeue(database_.get(), trial_ids, unfinished).status());
  ASSIGN_OR_RETURN(const std::vector<TrialStatus> statuses, TrialStatuses(database_.get(), trial_ids));
  std::vector<size_t> still_elsewhere;
  for (size_t i = 0; i < elsewhere_.size(); ++i) {
    const int64_t replaces = trials_[elsewhere_[i]].replaces;
    if (statuses[i].running) {
      still_elsewhere.push_back(elsewhere_[i]);
    } else if (statuses[i].state == TrialState::kQueued || (replaces != 0 && replaces == statuses[i].attempt_id)) {
      pending_.push_back(elsewhere_[i]);
    } else {
      ++num_ended_;
    }
  }
  elsewhere_ = std::move(still_elsewhere);
  return absl::OkStatus();
}

// A database that cannot be written now may be writable soon, and the journals lose nothing meanwhile. Who pressed
// Ctrl-C does not wait for it: the next call reads the journals.
absl::Status Runner::Tolerate(const absl::Status& status) {
  if (status.ok()) {
    trouble_since_ = 0;
    return status;
  }
  const bool may_pass = MayPass(status);
  const double now = MonotonicSeconds();
  if (trouble_since_ == 0) {
    trouble_since_ = now;
    if (may_pass)
      view_->Say(absl::StrCat(status.message(), "; trying again for ", FormatDuration(options_.retry_seconds)));
  }
  if (!may_pass || now - trouble_since_ >= options_.retry_seconds) return status;
  if (stopping_ && now - stopped_at_ >= kGiveUpSeconds) return status;
  absl::SleepFor(absl::Seconds(kPollSeconds));
  return absl::OkStatus();
}

void Runner::Obey(const StopSignals& signals, TrialDispatcher* dispatcher) {
  if (signals.count() == 0) return;
  if (!stopping_) {
    stopping_ = true;
    stopped_at_ = MonotonicSeconds();
    result_.end = signals.interrupted() ? RunResult::End::kInterrupted : RunResult::End::kPreempted;
    dispatcher->Stop();
  }
  if (!killed_ && (signals.count() > 1 || MonotonicSeconds() - stopped_at_ > options_.stop_seconds)) {
    killed_ = true;
    dispatcher->Kill();
  }
}

void Runner::Show(const TrialDispatcher& dispatcher) {
  RunProgress progress;
  progress.experiment = plan_.experiment.name();
  progress.num_trials = result_.num_trials;
  progress.num_ended = num_ended_;
  progress.num_failed = num_failed_;
  progress.num_elsewhere = static_cast<int>(elsewhere_.size());
  progress.stopping = stopping_;
  progress.running = dispatcher.Progress();
  if (result_.num_run > 0) {
    // Running trials are taken to be half done.
    const double num_left = static_cast<double>(pending_.size()) + 0.5 * dispatcher.num_running();
    progress.seconds_left = num_left * seconds_of_ended_ / result_.num_run / num_workers_;
  }
  view_->Update(progress);
}

absl::Status Runner::Count() {
  std::vector<int64_t> trial_ids;
  for (const QueuedTrial& trial : trials_) trial_ids.push_back(trial.trial_id);
  ASSIGN_OR_RETURN(const std::vector<TrialStatus> statuses, TrialStatuses(database_.get(), trial_ids));
  for (size_t i = 0; i < trials_.size(); ++i) {
    const auto failed = failed_now_.find(trials_[i].trial_id);
    result_.Count(trials_[i].label, statuses[i], failed == failed_now_.end() ? nullptr : &failed->second);
  }
  return absl::OkStatus();
}

}  // namespace

int NumWorkers(const Plan& plan, const RunOptions& options) {
  if (options.num_workers > 0) return options.num_workers;
  if (options.device != "cpu") return 1;
  int most_threads = 1;
  for (const PlannedArm& arm : plan.arms) most_threads = std::max(most_threads, arm.trial.training().num_threads());
  return std::max(1, AvailableCores() / most_threads);
}

absl::StatusOr<RunResult> RunExperiment(const Plan& plan, const RunOptions& options) {
  return Runner(plan, options).Run();
}

}  // namespace ceteris
