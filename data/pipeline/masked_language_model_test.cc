#include "data/pipeline/masked_language_model.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/equal.h>
#include <ATen/ops/stack.h>
#include <ATen/ops/where.h>

#include <string>
#include <vector>

#include "core/base/counter_hash.h"
#include "data/pipeline/task_factory.h"
#include "gtest/gtest.h"

namespace ceteris {
namespace {

config::Task Masked(int32_t seq_len = 64) {
  config::Task task;
  config::MaskedLanguageModel& config = *task.mutable_masked_language_model();
  config.mutable_corpus()->mutable_king_james();
  config.mutable_tokenizer()->mutable_character();
  config.set_seq_len(seq_len);
  config.set_num_validation_tokens(1000);
  return task;
}

std::unique_ptr<Task> Build(const config::Task& config) {
  auto task = BuildTask(config);
  EXPECT_TRUE(task.ok()) << task.status();
  return *std::move(task);
}

// The text that was there before tokens were hidden.
at::Tensor Restored(const Batch& batch) {
  return at::where(batch.targets.ne(kIgnoredTarget), batch.targets, batch.inputs);
}

TEST(MaskedLanguageModelTest, WhatIsHiddenIsTheTextOfTheCausalTask) {
  config::Task causal;
  *causal.mutable_language_model()->mutable_corpus() = Masked().masked_language_model().corpus();
  *causal.mutable_language_model()->mutable_tokenizer() = Masked().masked_language_model().tokenizer();
  causal.mutable_language_model()->set_seq_len(64);
  const auto masked = Build(Masked())->TrainingBatches(SeedKey(1, 0), 8);
  const auto whole = Build(causal)->TrainingBatches(SeedKey(1, 0), 8);
  for (int64_t k = 0; k < 5; ++k) EXPECT_TRUE(at::equal(Restored(masked->Get(k)), whole->Get(k).inputs)) << k;
}

TEST(MaskedLanguageModelTest, EveryRowHasItsShareOfTargetsAndMostAreMasked) {
  const std::unique_ptr<Task> task = Build(Masked());
  const int64_t mask = task->vocab_size() - 1;
  EXPECT_EQ(task->tokenizer()->vocab_size(), mask);
  const Batch batch = task->TrainingBatches(SeedKey(1, 0), 100)->Get(0);
  EXPECT_TRUE(batch.targets.ne(kIgnoredTarget).sum(1).eq(10).all().item<bool>());  // 0.15 x 64 = 9.6
  EXPECT_EQ(batch.num_targets, 1000);
  EXPECT_EQ(batch.targets.eq(mask).sum().item<int64_t>(), 0);
  const int64_t num_masked = batch.inputs.eq(mask).sum().item<int64_t>();
  EXPECT_NEAR(static_cast<double>(num_masked), 800, 70);
  // Nothing but targets was touched.
  EXPECT_EQ(batch.inputs.eq(mask).logical_and(batch.targets.eq(kIgnoredTarget)).sum().item<int64_t>(), 0);
}

TEST(MaskedLanguageModelTest, EveryBatchHasMasksOfItsOwn) {
  const std::unique_ptr<Task> task = Build(Masked());
  const auto places = [](const Batch& batch) { return batch.targets.ne(kIgnoredTarget); };
  const auto source = task->TrainingBatches(SeedKey(1, 0), 2);
  EXPECT_FALSE(at::equal(places(source->Get(0)), places(source->Get(1))));
  EXPECT_FALSE(at::equal(places(source->Get(0))[0], places(source->Get(0))[1]));
  EXPECT_FALSE(at::equal(places(source->Get(0)), places(task->TrainingBatches(SeedKey(2, 0), 2)->Get(0))));
}

// All inputs and targets of an evaluation, row under row.
at::Tensor AllRows(const BatchSource& source) {
  std::vector<at::Tensor> rows;
  for (int64_t k = 0; k < source.size(); ++k) {
    const Batch batch = source.Get(k);
    rows.push_back(at::stack({batch.inputs, batch.targets}, 1));
  }
  return at::cat(rows);
}

TEST(MaskedLanguageModelTest, EvaluationsHideTheSameTokensWhateverTheBatchSize) {
  const std::unique_ptr<Task> task = Build(Masked());
  const at::Tensor rows = AllRows(*task->ValidationBatches(1, 4));
  EXPECT_EQ(rows.size(0), 15);  // 1000 / 64
  EXPECT_TRUE(at::equal(rows, AllRows(*task->ValidationBatches(1, 7))));
  EXPECT_TRUE(at::equal(rows, AllRows(*Build(Masked())->ValidationBatches(1, 1000))));
  EXPECT_FALSE(at::equal(rows, AllRows(*task->TestBatches(1, 4))));
  EXPECT_THROW(task->ValidationBatches(2, 4), c10::Error);
}

TEST(MaskedLanguageModelTest, AWindowOfOneTokenIsHidden) {
  const std::unique_ptr<Task> task = Build(Masked(1));
  const Batch batch = task->TrainingBatches(SeedKey(1, 0), 50)->Get(3);
  EXPECT_EQ(batch.num_targets, 50);
  EXPECT_EQ(CountTargets(batch.targets), 50);
}

}  // namespace
}  // namespace ceteris
