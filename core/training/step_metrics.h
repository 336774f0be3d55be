// What training tells about itself, and the one thing it can be told: to stop.
//
// Observers see numbers and may watch; none of them can change what is trained.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>

namespace ceteris {

// Of one optimizer step.
struct StepMetrics {
  int64_t step = 0;            // counts from 1
  double loss = 0;             // mean over the step's targets, nats per target, before the update
  double gradient_norm = 0;    // of the mean loss, before clipping
  double learning_rate = 0;    // of the update
  int64_t num_tokens = 0;      // targets trained on so far, this step included
  double elapsed_seconds = 0;  // spent training so far, hooks left out
  bool finite = true;          // whether loss and gradient_norm are
};

enum class Verdict { kContinue, kStop };

struct TrainingHooks {
  // Every log_every steps and after the last; once more, with finite = false, for the step that diverged. May be empty.
  std::function<Verdict(const StepMetrics&)> on_metrics;
  // Every evaluate_every steps (0: never) and after the last, after on_metrics; not after a divergence. May be empty.
  std::function<Verdict(int64_t step)> on_evaluate;
  // Read before every step; training ends when it is true. nullptr: never.
  const std::atomic<bool>* stop = nullptr;
};

enum class TrainingEnd {
  kFinished,  // all steps
  kDiverged,  // a loss or gradient norm that is not finite: a result, not an error
  kStopped,   // a hook or the stop flag said so
};

struct TrainingResult {
  TrainingEnd end = TrainingEnd::kFinished;
  int64_t num_steps = 0;        // finished; kDiverged: the step whose loss or gradient norm is not finite
  StepMetrics last;             // the last that on_metrics was told, or would have been
  double training_seconds = 0;  // hooks left out
};

}  // namespace ceteris
