#include "experiments/run/exact_match.h"

#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include "core/base/counter_hash.h"
#include "core/tensor/scope.h"
#include "data/pipeline/task_factory.h"
#include "experiments/spec/resolve.h"
#include "experiments/spec/trial.pb.h"
#include "models/generation/decode_sequence.h"
#include "models/model_factory.h"

namespace ceteris {
namespace {

// An untrained encoder-decoder on sequences of one or two symbols of two kinds, whose answers are chance.
class ExactMatchTest : public ::testing::Test {
 protected:
  void SetUp() override {
    config::Trial trial;
    ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString(R"(
      task { copy_sequences { sequences { vocab_size: 6 max_len: 7 num_validation_sequences: 40 } } }
      model {
        initialization { gpt2 { stddev: 0.5 } }
        encoder { num_layers: 1 d_model: 8 attention { num_heads: 2 } }
        decoder { num_layers: 1 d_model: 8 attention { num_heads: 2 } }
      })",
                                                              &trial));
    Resolve(&trial);
    task_ = BuildTask(trial.task()).value();
    model_ = BuildModel(trial.model(), task_->shape(), Scope(&parameters_, /*seed=*/3, at::kFloat)).value();
  }

  std::unique_ptr<Task> task_;
  ParameterSet parameters_;
  std::unique_ptr<Model> model_;
};

// Batches whose targets are what the model writes, but for every `wrong`-th row.
class ItsOwnAnswers final : public BatchSource {
 public:
  ItsOwnAnswers(const Model& model, const Task& task, int64_t wrong) : model_(model), task_(task), wrong_(wrong) {}

  Batch Get(int64_t index) const override {
    Batch batch = task_.ValidationBatches(1, 16)->Get(index);
    DecodeOptions options;
    options.start_token = task_.start_token();
    options.end_token = task_.end_token();
    options.max_len = task_.seq_len();
    const auto written = DecodeSequences(model_, batch, options).value();
    batch.targets.fill_(kIgnoredTarget);
    for (int64_t row = 0; row < batch.size(); ++row) {
      const std::vector<int64_t>& tokens = written[static_cast<size_t>(row)];
      const auto len = static_cast<int64_t>(tokens.size());
      for (int64_t i = 0; i < len; ++i) batch.targets[row][i] = tokens[static_cast<size_t>(i)];
      if (len < task_.seq_len()) batch.targets[row][len] = task_.end_token();
      // A symbol more than was written, or another one.
      if ((index * 16 + row) % wrong_ == 0) batch.targets[row][std::min(len, task_.seq_len() - 1)] = 0;
    }
    return batch;
  }
  int64_t size() const override { return task_.ValidationBatches(1, 16)->size(); }

 private:
  const Model& model_;
  const Task& task_;
  int64_t wrong_;
};

TEST_F(ExactMatchTest, CountsRowsThatAreWrittenWhole) {
  EXPECT_EQ(*ExactMatch(*model_, *task_, ItsOwnAnswers(*model_, *task_, 1 << 20), at::kCPU), 39.0 / 40);
  EXPECT_EQ(*ExactMatch(*model_, *task_, ItsOwnAnswers(*model_, *task_, 4), at::kCPU), 30.0 / 40);
  EXPECT_EQ(*ExactMatch(*model_, *task_, ItsOwnAnswers(*model_, *task_, 1), at::kCPU), 0.0);
}

TEST_F(ExactMatchTest, DivergedWeightsMatchNothing) {
  for (const Parameter& parameter : parameters_.parameters()) {
    at::Tensor tensor = parameter.tensor.detach();
    tensor.fill_(std::nan(""));
  }
  EXPECT_EQ(*ExactMatch(*model_, *task_, *task_->ValidationBatches(1, 16), at::kCPU), 0.0);
}

}  // namespace
}  // namespace ceteris
