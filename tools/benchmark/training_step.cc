// Times the training step of a decoder-only model exactly as a trial runs it (BuildModel, Objective, Train):
// prints one line, milliseconds per step as median and minimum over chunks of 10 steps, and the seconds until the 20
// warm-up steps were done.
//
//   training_step MODEL_TEXTPROTO TRAINING_TEXTPROTO VOCAB_SIZE SEQ_LEN
#include <ATen/Parallel.h>
#include <ATen/ops/empty.h>

#include <algorithm>
#include <cstdio>
#include <string>
#include <vector>

#include "core/base/clock.h"
#include "core/base/counter_hash.h"
#include "core/batch/batch_source.h"
#include "core/tensor/parameter_set.h"
#include "core/tensor/scope.h"
#include "core/training/train.h"
#include "experiments/spec/resolve.h"
#include "google/protobuf/text_format.h"
#include "models/model_factory.h"
#include "models/objective/objective.h"

namespace ceteris {
namespace {

// Uniform random tokens, 64 batches in turn, as the Python side draws them.
class RandomTokens final : public BatchSource {
 public:
  RandomTokens(int64_t vocab_size, int64_t batch_size, int64_t seq_len) {
    for (int64_t b = 0; b < 64; ++b) {
      Batch batch;
      batch.inputs = at::empty({batch_size, seq_len}, at::kLong);
      batch.targets = at::empty({batch_size, seq_len}, at::kLong);
      batch.num_targets = batch_size * seq_len;
      for (int64_t i = 0; i < batch.num_targets; ++i) {
        batch.inputs.data_ptr<int64_t>()[i] = CounterHash(1, b * batch.num_targets + i) % vocab_size;
        batch.targets.data_ptr<int64_t>()[i] = CounterHash(2, b * batch.num_targets + i) % vocab_size;
      }
      batches_.push_back(batch);
    }
  }
  Batch Get(int64_t index) const override { return batches_[index % batches_.size()]; }
  int64_t size() const override { return kEndless; }

 private:
  std::vector<Batch> batches_;
};

int Main(int argc, char** argv) {
  config::Model model_config;
  config::Training training;
  if (argc != 5 || !google::protobuf::TextFormat::ParseFromString(argv[1], &model_config) ||
      !google::protobuf::TextFormat::ParseFromString(argv[2], &training)) {
    std::fprintf(stderr, "usage: training_step MODEL_TEXTPROTO TRAINING_TEXTPROTO VOCAB_SIZE SEQ_LEN\n");
    return 64;
  }
  training.set_log_every(10);
  Resolve(&model_config);
  Resolve(&training);
  at::set_num_threads(training.num_threads());
  const TaskShape context{std::stoll(argv[3]), std::stoll(argv[4])};
  ParameterSet parameters;
  const Scope scope(&parameters, /*seed=*/1, at::TensorOptions().dtype(at::kFloat));
  const auto model = BuildModel(model_config, context, scope);
  if (!model.ok()) {
    std::fprintf(stderr, "%s\n", std::string(model.status().message()).c_str());
    return 64;
  }
  const RandomTokens tokens(context.vocab_size, training.batch_size(), context.seq_len);
  const Objective objective(training);
  const LossFunction loss = [&](const Batch& batch, const ForwardContext& forward) {
    return objective.LossSum((*model)->Forward(batch, forward).logits, batch.targets);
  };
  std::vector<double> chunks;
  const double started = MonotonicSeconds();
  double chunk_started = started, warmup_seconds = 0;
  TrainingHooks hooks;
  hooks.on_metrics = [&](const StepMetrics& metrics) {
    const double now = MonotonicSeconds();
    if (metrics.step == 20) warmup_seconds = now - started;
    if (metrics.step > 20 && metrics.step % 10 == 0) chunks.push_back((now - chunk_started) * 100);
    chunk_started = now;
    return Verdict::kContinue;
  };
  Train(training, loss, parameters, tokens, at::kCPU, hooks);
  std::sort(chunks.begin(), chunks.end());
  std::printf("%.4f %.4f %.2f\n", chunks[chunks.size() / 2], chunks[0], warmup_seconds);
  return 0;
}

}  // namespace
}  // namespace ceteris

int main(int argc, char** argv) { return ceteris::Main(argc, argv); }
