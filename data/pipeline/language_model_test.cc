#include <ATen/ops/equal.h>

#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "core/base/clock.h"
#include "core/base/counter_hash.h"
#include "data/pipeline/task_factory.h"
#include "data/tasks/tokenized_text.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ceteris {
namespace {

using ::testing::ElementsAre;

config::Task KingJames(int32_t seq_len, const std::vector<int32_t>& lengths, int64_t num_validation_tokens) {
  config::Task task;
  config::LanguageModel& config = *task.mutable_language_model();
  config.mutable_corpus()->mutable_king_james();
  config.mutable_tokenizer()->mutable_character();
  config.set_seq_len(seq_len);
  for (const int32_t length : lengths) config.add_evaluate_at_lengths(length);
  config.set_num_validation_tokens(num_validation_tokens);
  return task;
}

std::unique_ptr<Task> Build(const config::Task& config) {
  auto task = BuildTask(config);
  EXPECT_TRUE(task.ok()) << task.status();
  return *std::move(task);
}

std::vector<int32_t> RowTokens(const at::Tensor& tensor, int64_t row) {
  const int64_t* begin = tensor.data_ptr<int64_t>() + row * tensor.size(1);
  return {begin, begin + tensor.size(1)};
}

std::string SplitText(const config::Task& config, Split split) {
  const auto text = LoadTokenizedText(config.language_model());
  EXPECT_TRUE(text.ok()) << text.status();
  std::vector<int64_t> tokens(static_cast<size_t>(text->tokens(split).size()));
  text->tokens(split).CopyTo(0, text->tokens(split).size(), tokens.data());
  return text->tokenizer->Decode(std::vector<int32_t>(tokens.begin(), tokens.end()));
}

// All the targets that an evaluation predicts, in order.
std::vector<int32_t> AllTargets(const BatchSource& source, int64_t seq_len) {
  std::vector<int32_t> targets;
  for (int64_t k = 0; k < source.size(); ++k) {
    const Batch batch = source.Get(k);
    EXPECT_EQ(batch.inputs.size(1), seq_len);
    for (int64_t row = 0; row < batch.targets.size(0); ++row) {
      for (const int32_t token : RowTokens(batch.targets, row)) targets.push_back(token);
    }
  }
  return targets;
}

TEST(LanguageModelTest, TrainingWindowsAreTrainingTextAndNothingElse) {
  const config::Task config = KingJames(64, {1}, 1024);
  const std::unique_ptr<Task> task = Build(config);
  const std::string train = SplitText(config, Split::kTrain);
  const auto source = task->TrainingBatches(SeedKey(1, 0), 16);
  for (int64_t k = 0; k < 10; ++k) {
    const Batch batch = source->Get(k);
    for (int64_t row = 0; row < 16; ++row) {
      const std::string window = task->tokenizer()->Decode(RowTokens(batch.inputs, row));
      ASSERT_NE(train.find(window), std::string::npos) << window;
      EXPECT_EQ(RowTokens(batch.targets, row)[0], RowTokens(batch.inputs, row)[1]);
    }
  }
}

TEST(LanguageModelTest, AllLengthsPredictTheSameTokensOnce) {
  const std::unique_ptr<Task> task = Build(KingJames(128, {1, 2, 4}, 16384));
  EXPECT_THAT(task->evaluation_lengths(), ElementsAre(1, 2, 4));
  const std::vector<int32_t> at_training_length = AllTargets(*task->ValidationBatches(1, 16), 128);
  EXPECT_EQ(at_training_length.size(), 16384u);
  EXPECT_EQ(AllTargets(*task->ValidationBatches(2, 16), 256), at_training_length);
  EXPECT_EQ(AllTargets(*task->ValidationBatches(4, 16), 512), at_training_length);
}

TEST(LanguageModelTest, LengthsThatAreNoMultiplesOfEachOtherPredictTheSameTokensToo) {
  const std::unique_ptr<Task> task = Build(KingJames(16, {1, 2, 3}, 1000));  // cut down to 10 spans of 96
  const std::vector<int32_t> at_training_length = AllTargets(*task->ValidationBatches(1, 7), 16);
  EXPECT_EQ(at_training_length.size(), 960u);
  EXPECT_EQ(AllTargets(*task->ValidationBatches(2, 7), 32), at_training_length);
  EXPECT_EQ(AllTargets(*task->ValidationBatches(3, 7), 48), at_training_length);
}

TEST(LanguageModelTest, ValidationReadsTheValidationTextFromAllOverTheBible) {
  const config::Task config = KingJames(128, {1, 4}, 16384);
  const std::unique_ptr<Task> task = Build(config);
  const std::string validation = SplitText(config, Split::kValidation);
  const auto source = task->ValidationBatches(4, 4);
  std::vector<size_t> offsets;
  for (int64_t k = 0; k < source->size(); ++k) {
    const Batch batch = source->Get(k);
    for (int64_t row = 0; row < batch.inputs.size(0); ++row) {
      offsets.push_back(validation.find(task->tokenizer()->Decode(RowTokens(batch.inputs, row))));
      ASSERT_NE(offsets.back(), std::string::npos);
    }
  }
  // 32 windows of 512, one in each 32nd of the text.
  ASSERT_EQ(offsets.size(), 32u);
  for (size_t i = 0; i < offsets.size(); ++i) {
    EXPECT_NEAR(static_cast<double>(offsets[i]),
                (static_cast<double>(i) + 0.5) / 32 * static_cast<double>(validation.size()), 1024);
  }
}

TEST(LanguageModelTest, TestBatchesReadTheTestText) {
  const config::Task config = KingJames(64, {1, 2}, 4096);
  const std::unique_ptr<Task> task = Build(config);
  const std::string test = SplitText(config, Split::kTest);
  const auto source = task->TestBatches(2, 8);
  EXPECT_EQ(AllTargets(*source, 128).size(), 4096u);
  EXPECT_NE(test.find(task->tokenizer()->Decode(RowTokens(source->Get(3).inputs, 0))), std::string::npos);
}

TEST(LanguageModelTest, EvaluationBatchesAreBoundedByTokens) {
  const std::unique_ptr<Task> task = Build(KingJames(32, {1, 2, 4, 8}, 4096));
  for (const int32_t multiple : {1, 2, 4, 8}) {
    const auto source = task->ValidationBatches(multiple, 6);
    for (int64_t k = 0; k < source->size(); ++k) {
      EXPECT_LE(source->Get(k).num_targets, std::max(6 * 32, multiple * 32));
    }
  }
  EXPECT_THROW(task->ValidationBatches(3, 6), c10::Error);
}

TEST(LanguageModelTest, EvaluationDoesNotDisturbTraining) {
  const std::unique_ptr<Task> task = Build(KingJames(32, {1}, 1024));
  const auto undisturbed = task->TrainingBatches(SeedKey(3, 0), 4);
  const auto disturbed = Build(KingJames(32, {1, 2}, 2048))->TrainingBatches(SeedKey(3, 0), 4);  // outlives its task
  for (int64_t k = 0; k < 5; ++k) {
    task->ValidationBatches(1, 4)->Get(k);
    EXPECT_TRUE(at::equal(undisturbed->Get(k).inputs, disturbed->Get(k).inputs)) << k;
  }
}

TEST(LanguageModelTest, ManyThreadsGetTheSameBatches) {
  const std::unique_ptr<Task> task = Build(KingJames(32, {1}, 1024));
  const auto source = task->TrainingBatches(SeedKey(3, 0), 8);
  std::vector<at::Tensor> parallel(64);
  std::vector<std::thread> threads;
  for (size_t first = 0; first < 4; ++first) {
    threads.emplace_back([&, first] {
      for (size_t k = first; k < parallel.size(); k += 4) parallel[k] = source->Get(static_cast<int64_t>(k)).inputs;
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (size_t k = 0; k < parallel.size(); ++k) {
    EXPECT_TRUE(at::equal(parallel[k], source->Get(static_cast<int64_t>(k)).inputs)) << k;
  }
}

TEST(LanguageModelTest, IsBuiltQuickly) {
  double best = 1e9;
  for (int repeat = 0; repeat < 5; ++repeat) {
    const double begin = MonotonicSeconds();
    Build(KingJames(128, {1, 2, 4}, 16384));
    best = std::min(best, MonotonicSeconds() - begin);
  }
  const std::unique_ptr<Task> task = Build(KingJames(128, {1, 2, 4}, 16384));
  const auto source = task->TrainingBatches(1, 16);
  const double begin = MonotonicSeconds();
  for (int64_t k = 0; k < 1000; ++k) source->Get(k);
  const double per_batch = (MonotonicSeconds() - begin) / 1000;
  std::printf("BuildTask(king_james): best of 5 %.1f ms; a batch of 16 x 128: %.1f us\n", best * 1000, per_batch * 1e6);
  EXPECT_LT(best, 1.0);  // many times what it takes: a busy machine must not fail this
  EXPECT_LT(per_batch, 0.002);
}

}  // namespace
}  // namespace ceteris
