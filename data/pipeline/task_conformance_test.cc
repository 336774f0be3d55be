// What every task must do, for each variant that the schema knows.
#include <ATen/ops/equal.h>

#include <map>
#include <memory>
#include <string>

#include "core/base/counter_hash.h"
#include "data/pipeline/task_factory.h"
#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"

namespace ceteris {
namespace {

// A small valid config of each variant. A variant without a line here fails.
const std::map<std::string, std::string>& Samples() {
  static const auto* samples = new std::map<std::string, std::string>{
      {"language_model",
       "language_model { corpus { king_james {} } tokenizer { byte {} } seq_len: 24 evaluate_at_lengths: [1, 2] "
       "num_validation_tokens: 480 }"},
  };
  return *samples;
}

const google::protobuf::OneofDescriptor* Variants() { return config::Task::descriptor()->oneof_decl(0); }

class TaskConformanceTest : public ::testing::TestWithParam<int> {
 protected:
  void SetUp() override {
    const std::string name = Variants()->field(GetParam())->name();
    ASSERT_EQ(Samples().count(name), 1u) << "write a sample of " << name;
    config::Task config;
    ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString(Samples().at(name), &config));
    auto task = BuildTask(config);
    ASSERT_TRUE(task.ok()) << task.status();
    task_ = *std::move(task);
  }

  void ExpectWellFormed(const Batch& batch) {
    ASSERT_EQ(batch.inputs.dim(), 2);
    ASSERT_EQ(batch.targets.sizes(), batch.inputs.sizes());
    for (const at::Tensor& tensor : {batch.inputs, batch.targets}) {
      ASSERT_EQ(tensor.scalar_type(), at::kLong);
      ASSERT_TRUE(tensor.is_contiguous() && tensor.device().is_cpu());
      for (int64_t i = 0; i < tensor.numel(); ++i) {
        const int64_t token = tensor.data_ptr<int64_t>()[i];
        ASSERT_TRUE((token >= 0 && token < task_->vocab_size()) ||
                    (tensor.is_same(batch.targets) && token == kIgnoredTarget));
      }
    }
    EXPECT_EQ(batch.num_targets, CountTargets(batch.targets));
    EXPECT_GT(batch.num_targets, 0);
  }

  std::unique_ptr<Task> task_;
};

TEST_P(TaskConformanceTest, TrainingBatchesAreWellFormedAndEndless) {
  const auto source = task_->TrainingBatches(SeedKey(1, 0), 5);
  EXPECT_EQ(source->size(), BatchSource::kEndless);
  for (const int64_t k : {int64_t{0}, int64_t{1}, int64_t{1} << 40}) {
    const Batch batch = source->Get(k);
    ExpectWellFormed(batch);
    EXPECT_EQ(batch.inputs.size(0), 5);
    EXPECT_EQ(batch.inputs.size(1), task_->seq_len());
  }
}

TEST_P(TaskConformanceTest, TrainingBatchesDependOnSeedReplicateAndIndexOnly) {
  const auto source = task_->TrainingBatches(SeedKey(1, 0), 5);
  EXPECT_TRUE(at::equal(source->Get(7).inputs, task_->TrainingBatches(SeedKey(1, 0), 5)->Get(7).inputs));
  EXPECT_FALSE(at::equal(source->Get(7).inputs, source->Get(8).inputs));
  EXPECT_FALSE(at::equal(source->Get(7).inputs, task_->TrainingBatches(SeedKey(2, 0), 5)->Get(7).inputs));
  EXPECT_FALSE(at::equal(source->Get(7).inputs, task_->TrainingBatches(SeedKey(1, 1), 5)->Get(7).inputs));
  EXPECT_TRUE(at::equal(source->Get(7).inputs, task_->TrainingBatches(SeedKey(1, 0), 9)->Get(7).Rows(0, 5).inputs));
}

TEST_P(TaskConformanceTest, EvaluationPredictsEquallyManyTokensAtEveryLength) {
  ASSERT_FALSE(task_->evaluation_lengths().empty());
  EXPECT_EQ(task_->evaluation_lengths().front(), 1);
  for (const bool test : {false, true}) {
    int64_t expected = 0;
    for (const int32_t multiple : task_->evaluation_lengths()) {
      const auto source = test ? task_->TestBatches(multiple, 3) : task_->ValidationBatches(multiple, 3);
      ASSERT_GT(source->size(), 0);
      int64_t num_targets = 0;
      for (int64_t k = 0; k < source->size(); ++k) {
        const Batch batch = source->Get(k);
        ExpectWellFormed(batch);
        EXPECT_EQ(batch.inputs.size(1), multiple * task_->seq_len());
        num_targets += batch.num_targets;
      }
      if (multiple == 1) expected = num_targets;
      EXPECT_EQ(num_targets, expected) << multiple;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(EveryVariant, TaskConformanceTest, ::testing::Range(0, Variants()->field_count()),
                         [](const auto& info) { return Variants()->field(info.param)->name(); });

TEST(TaskTest, NothingChosenIsRefused) {
  const auto task = BuildTask(config::Task());
  ASSERT_FALSE(task.ok());
  EXPECT_THAT(std::string(task.status().message()), ::testing::HasSubstr("language_model"));
}

}  // namespace
}  // namespace ceteris
