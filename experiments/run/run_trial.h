// One trial, from its request to its last metric: the TrialBody that a worker runs.
//
// Metrics it writes: train/loss, train/gradient_norm, train/learning_rate and what layers say of
// themselves (a mixture of experts: core/tensor/auxiliary_losses.h; of the last micro-batch) every log_every steps;
// valid/loss and the task's own (data/evaluation_metrics.h) every evaluate_every steps and after the last;
// valid/loss@xM, after the last step only, for every other length multiple M of the task, and test/accuracy. A length
// beyond the model's positions is written as undefined, with the reason. The trained weights go to
// request.weights_path.
//
// DIVERGED: a loss or gradient norm that is not finite, or a last valid/loss above that of a uniform guess,
// ln(vocab_size), or ln(num_classes) where the task has classes.
//
// Example:  int main(...) { return RunWorker(RunTrial); }
#pragma once

#include <atomic>

#include "absl/status/statusor.h"
#include "experiments/results/journal_writer.h"
#include "experiments/run/trial_request.pb.h"

namespace ceteris {

// Sets the process' number of threads to the trial's and, on CUDA, deterministic algorithms; uses no other process
// global. Equal requests write equal metrics, bit for bit, in one numeric environment.
absl::StatusOr<journal::Footer> RunTrial(const run::TrialRequest& request, JournalWriter& journal,
                                         const std::atomic<bool>& stop);

}  // namespace ceteris
