// The child's side of the worker pool: a process that runs one trial after the other.
//
//   int main(...) { if (argv[1] is "worker") return RunWorker(RunTrial); ... }
//
// Protocol, one line each. Standard input brings `RUN <path of a TrialRequest>`; its end means: no more, exit. Standard
// output takes `READY` once and after each trial `DONE`, or `FAILED <reason>` where the journal could not say it (a
// full disk). While a worker runs, descriptor 1 is descriptor 2, so that a library which prints cannot break the
// protocol. SIGTERM or SIGINT asks the trial to stop at its next step; the worker then ends. SIGKILL comes from the
// kernel when the runner dies.
#pragma once

#include <atomic>
#include <functional>

#include "absl/status/statusor.h"
#include "experiments/results/journal_writer.h"
#include "experiments/run/trial_request.pb.h"

namespace ceteris {

// Runs one trial. It writes the header first, and metrics, undefined metrics and artifacts as they come; it returns
// what the footer says (outcome SUCCEEDED, DIVERGED or, when it stopped because of `stop`, CANCELLED; steps, tokens,
// seconds), and the worker writes that as the last record with journal_seconds and peak_bytes filled in. An error
// becomes outcome FAILED with the error as reason; where there is no header yet, the worker writes one from the request
// first.
using TrialBody = std::function<absl::StatusOr<journal::Footer>(const run::TrialRequest& request,
                                                                JournalWriter& journal, const std::atomic<bool>& stop)>;

// The header as far as the request knows it: identity, attempt, configuration, seed, data, environment and this
// process. The trial adds num_parameters, flops_per_token, attention_kernel and environment.device_name.
journal::Header HeaderOfRequest(const run::TrialRequest& request);

// Serves requests until standard input ends or a signal asks to stop. Returns the exit code: 0.
int RunWorker(const TrialBody& body);

// One trial, as the worker does it, without a pipe. OK where the journal has its footer, whatever that says.
absl::Status RunRequest(const run::TrialRequest& request, const TrialBody& body, const std::atomic<bool>& stop);

}  // namespace ceteris
