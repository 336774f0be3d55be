#include "core/training/train.h"

#include <ATen/ops/empty.h>
#include <ATen/ops/full.h>
#include <c10/core/GradMode.h>
#include <c10/util/Exception.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <optional>
#include <vector>

#include "core/base/clock.h"
#include "core/training/averaged_parameters.h"
#include "core/training/gradient_clipping.h"
#include "core/training/metric_ring.h"
#include "core/training/optimizer_factory.h"
#include "core/training/schedule_factory.h"
#include "core/training/trained_tensors.h"
#include "core/training/weight_average_factory.h"

namespace ceteris {
namespace {

// A divergence is noticed after so many steps at the latest.
constexpr int64_t kMaxUnreadSteps = 256;

class Loop {
 public:
  Loop(const config::Training& training, const LossFunction& loss, const ParameterSet& parameters,
       const BatchSource& batches, at::Device device)
      : training_(training),
        loss_(loss),
        batches_(batches),
        device_(device),
        trained_(parameters),
        optimizer_(BuildOptimizer(training.optimizer(), trained_)),
        average_(BuildWeightAverage(training.averaging(), trained_)),
        schedule_(BuildSchedule(training.schedule(), training.num_steps())),
        ring_(std::min(training.log_every(), kMaxUnreadSteps), device),
        // CUDA's fused kernels read a float32 learning rate, the CPU's read any and compute in double.
        learning_rate_(
            at::full({}, 0, at::TensorOptions().device(device).dtype(device.is_cpu() ? at::kDouble : at::kFloat))) {
    TORCH_CHECK(optimizer_ != nullptr && schedule_ != nullptr, "the training configuration is not resolved");
    context_.training = true;
    context_.checkpoint_blocks = training.activation_checkpointing();
    context_.draw = at::full({}, 0, at::TensorOptions().device(device).dtype(at::kLong));
  }

  TrainingResult Run(const TrainingHooks& hooks);

 private:
  // What the host knows about a step whose numbers are still on the device.
  struct Unread {
    int64_t step, num_targets;
    double learning_rate;
  };

  void Step(int64_t step);
  // Adds the gradient of (sum of losses) / num_targets, and the sum of losses to the ring.
  void Accumulate(const Batch& micro_batch, int64_t num_targets, bool first);
  void Update(double learning_rate);
  // With the averaged weights in the parameters, where there are any; after the last step they stay there.
  Verdict Evaluate(int64_t step, const TrainingHooks& hooks);
  // Reads the ring into last_; false where a step diverged, which last_ then is.
  bool ReadMetrics();
  bool IsLast(int64_t step) const { return step == training_.num_steps(); }
  bool Evaluates(int64_t step) const {
    return IsLast(step) || (training_.evaluate_every() > 0 && step % training_.evaluate_every() == 0);
  }

  const config::Training& training_;
  const LossFunction& loss_;
  const BatchSource& batches_;
  at::Device device_;
  TrainedTensors trained_;
  std::unique_ptr<Optimizer> optimizer_;
  std::unique_ptr<WeightAverage> average_;  // nullptr: none
  std::unique_ptr<Schedule> schedule_;
  MetricRing ring_;
  ForwardContext context_;
  at::Tensor learning_rate_;      // scalar on the device, so that a captured step reads the one of its replay
  at::Tensor gradient_of_loss_;   // scalar 1 / num_targets: where the backward pass begins
  int64_t gradient_targets_ = 0;  // the num_targets that it holds
  std::vector<Unread> unread_;
  StepMetrics last_;
  int64_t num_tokens_ = 0;
  double training_seconds_ = 0;
};

TrainingResult Loop::Run(const TrainingHooks& hooks) {
  const auto end = [this](TrainingEnd how, int64_t step) {
    return TrainingResult{how, step, last_, training_seconds_};
  };
  for (int64_t step = 1; step <= training_.num_steps(); ++step) {
    if (hooks.stop != nullptr && hooks.stop->load(std::memory_order_relaxed))
      return end(TrainingEnd::kStopped, step - 1);
    const double started = MonotonicSeconds();
    Step(step);
    const bool logs = step % training_.log_every() == 0 || IsLast(step);
    const bool finite = logs || ring_.full() ? ReadMetrics() : true;
    training_seconds_ += MonotonicSeconds() - started;
    last_.elapsed_seconds = training_seconds_;
    Verdict verdict = Verdict::kContinue;
    if ((logs || !finite) && hooks.on_metrics) verdict = hooks.on_metrics(last_);
    if (!finite) return end(TrainingEnd::kDiverged, last_.step);
    if (verdict == Verdict::kContinue && Evaluates(step)) verdict = Evaluate(step, hooks);
    if (verdict == Verdict::kStop) return end(TrainingEnd::kStopped, step);
  }
  return end(TrainingEnd::kFinished, training_.num_steps());
}

Verdict Loop::Evaluate(int64_t step, const TrainingHooks& hooks) {
  AveragedParameters averaged(average_.get(), &trained_);
  const Verdict verdict = hooks.on_evaluate ? hooks.on_evaluate(step) : Verdict::kContinue;
  if (IsLast(step) && verdict == Verdict::kContinue) averaged.Keep();
  return verdict;
}

void Loop::Step(int64_t step) {
  c10::AutoGradMode with_gradients(true);
  const Batch batch = batches_.Get(step - 1);
  const int64_t micro_steps = training_.accumulation_steps(), rows = batch.size();
  TORCH_CHECK(batch.num_targets > 0, "batch ", step - 1, " has no targets to predict");
  TORCH_CHECK(rows % micro_steps == 0, micro_steps, " accumulation steps do not divide a batch of ", rows, " rows");
  trained_.ZeroGradients();
  for (int64_t micro = 0; micro < micro_steps; ++micro) {
    context_.draw.fill_((step - 1) * micro_steps + micro);
    const int64_t begin = micro * (rows / micro_steps);
    const Batch part = micro_steps == 1 ? batch : batch.Rows(begin, begin + rows / micro_steps);
    Accumulate(part.To(device_), batch.num_targets, micro == 0);
  }
  const double learning_rate = training_.learning_rate() * schedule_->Factor(step);
  Update(learning_rate);
  if (average_ != nullptr) average_->Observe(step);
  unread_.push_back({step, batch.num_targets, learning_rate});
}

void Loop::Accumulate(const Batch& micro_batch, int64_t num_targets, bool first) {
  const at::Tensor sum = loss_(micro_batch, context_);  // []
  TORCH_CHECK(sum.dim() == 0, "a loss is one number, not a tensor of shape ", sum.sizes());
  if (!gradient_of_loss_.defined()) gradient_of_loss_ = at::empty({}, sum.options().requires_grad(false));
  if (gradient_targets_ != num_targets) gradient_of_loss_.fill_(1.0 / static_cast<double>(num_targets));
  gradient_targets_ = num_targets;
  sum.backward(gradient_of_loss_);
  c10::NoGradGuard no_grad;
  if (first) {
    ring_.loss().copy_(sum);
  } else {
    ring_.loss().add_(sum);
  }
}

void Loop::Update(double learning_rate) {
  c10::NoGradGuard no_grad;
  learning_rate_.fill_(learning_rate);
  const at::Tensor norm = trained_.GradientNorm();
  ring_.gradient_norm().copy_(norm);
  ring_.Advance();
  optimizer_->Step(learning_rate_, ClippingDivisor(norm, training_.max_gradient_norm()));
  trained_.PublishWeights();
}

bool Loop::ReadMetrics() {
  const auto rows = ring_.Read();
  for (size_t i = 0; i < rows.size(); ++i) {
    const Unread& unread = unread_[i];
    const double loss = rows[i].first / static_cast<double>(unread.num_targets), norm = rows[i].second;
    num_tokens_ += unread.num_targets;
    const bool finite = std::isfinite(loss) && std::isfinite(norm);
    last_ = {unread.step, loss, norm, unread.learning_rate, num_tokens_, 0, finite};
    if (!finite) return false;
  }
  unread_.clear();
  return true;
}

}  // namespace

TrainingResult Train(const config::Training& training, const LossFunction& loss, const ParameterSet& parameters,
                     const BatchSource& batches, at::Device device, const TrainingHooks& hooks) {
  return Loop(training, loss, parameters, batches, device).Run(hooks);
}

}  // namespace ceteris
