// What every task must do, for each variant that the schema knows.
#include <ATen/ops/all.h>
#include <ATen/ops/any.h>
#include <ATen/ops/equal.h>

#include <map>
#include <memory>
#include <string>

#include "core/base/counter_hash.h"
#include "data/evaluation_metrics.h"
#include "data/pipeline/task_factory.h"
#include "data/tasks/data_digest.h"
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
      {"masked_language_model",
       "masked_language_model { corpus { king_james {} } tokenizer { byte {} } seq_len: 24 num_validation_tokens: 480 "
       "mask_rate: 0.15 mask_token_rate: 0.8 random_token_rate: 0.1 }"},
      {"copy_sequences", "copy_sequences { sequences { vocab_size: 9 max_len: 7 num_validation_sequences: 11 } }"},
      {"reverse_sequences", "reverse_sequences { sequences { vocab_size: 9 min_len: 5 max_len: 5 } }"},
      {"digits", "digits {}"},
  };
  return *samples;
}

const google::protobuf::OneofDescriptor* Variants() { return config::Task::descriptor()->oneof_decl(0); }

class TaskConformanceTest : public ::testing::TestWithParam<int> {
 protected:
  void SetUp() override {
    const std::string name = Variants()->field(GetParam())->name();
    ASSERT_EQ(Samples().count(name), 1u) << "write a sample of " << name;
    ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString(Samples().at(name), &config_));
    auto task = BuildTask(config_);
    ASSERT_TRUE(task.ok()) << task.status();
    task_ = *std::move(task);
  }

  // Contiguous int64 on the CPU; every element in [0, bound), or kIgnoredTarget where that is allowed.
  static void ExpectIdsBelow(const at::Tensor& tensor, int64_t bound, bool may_be_ignored) {
    ASSERT_EQ(tensor.scalar_type(), at::kLong);
    ASSERT_TRUE(tensor.is_contiguous() && tensor.device().is_cpu());
    for (int64_t i = 0; i < tensor.numel(); ++i) {
      const int64_t id = tensor.const_data_ptr<int64_t>()[i];
      ASSERT_TRUE((id >= 0 && id < bound) || (may_be_ignored && id == kIgnoredTarget)) << id;
    }
  }

  void ExpectTokens(const Batch& batch, int64_t rows, int64_t length_multiple) {
    const TaskShape shape = task_->shape();
    EXPECT_FALSE(batch.images.defined());
    EXPECT_EQ(batch.inputs.sizes(), at::IntArrayRef({rows, length_multiple * shape.seq_len}));
    ExpectIdsBelow(batch.inputs, shape.vocab_size, /*may_be_ignored=*/false);
    EXPECT_EQ(batch.source.defined(), shape.source_len > 0);
    if (!batch.source.defined()) return;
    EXPECT_EQ(batch.source.sizes(), at::IntArrayRef({rows, shape.source_len}));
    ExpectIdsBelow(batch.source, shape.vocab_size, false);
    EXPECT_EQ(batch.source_may_attend.sizes(), at::IntArrayRef({rows, 1, 1, shape.source_len}));
    EXPECT_EQ(batch.source_may_attend.scalar_type(), at::kBool);
    EXPECT_TRUE(batch.source_may_attend.any(-1).all().item<bool>());  // no row is all padding
  }

  void ExpectWellFormed(const Batch& batch, int64_t rows, int64_t length_multiple = 1) {
    const TaskShape shape = task_->shape();
    ASSERT_EQ(batch.size(), rows);
    if (shape.image_size > 0) {
      EXPECT_FALSE(batch.inputs.defined() || batch.source.defined());
      EXPECT_EQ(batch.images.sizes(),
                at::IntArrayRef({rows, shape.image_channels, shape.image_size, shape.image_size}));
      EXPECT_EQ(batch.images.scalar_type(), at::kFloat);
    } else {
      ExpectTokens(batch, rows, length_multiple);
    }
    if (shape.num_classes > 0) {
      EXPECT_EQ(batch.targets.sizes(), at::IntArrayRef({rows}));
      ExpectIdsBelow(batch.targets, shape.num_classes, false);
    } else {
      EXPECT_EQ(batch.targets.sizes(), batch.inputs.sizes());
      ExpectIdsBelow(batch.targets, shape.vocab_size, /*may_be_ignored=*/true);
    }
    EXPECT_EQ(batch.num_targets, CountTargets(batch.targets));
    EXPECT_GT(batch.num_targets, 0);
  }

  // What a model would see of a batch.
  static at::Tensor Seen(const Batch& batch) {
    if (batch.images.defined()) return batch.images;
    return batch.source.defined() ? batch.source : batch.inputs;
  }

  config::Task config_;
  std::unique_ptr<Task> task_;
};

TEST_P(TaskConformanceTest, TrainingBatchesAreWellFormedAndEndless) {
  const auto source = task_->TrainingBatches(SeedKey(1, 0), 5);
  EXPECT_EQ(source->size(), BatchSource::kEndless);
  for (const int64_t k : {int64_t{0}, int64_t{1}, int64_t{1} << 40}) {
    const Batch batch = source->Get(k);
    ExpectWellFormed(batch, 5);
  }
}

TEST_P(TaskConformanceTest, TrainingBatchesDependOnSeedReplicateAndIndexOnly) {
  const auto source = task_->TrainingBatches(SeedKey(1, 0), 5);
  const at::Tensor seen = Seen(source->Get(7));
  EXPECT_TRUE(at::equal(seen, Seen(task_->TrainingBatches(SeedKey(1, 0), 5)->Get(7))));
  EXPECT_FALSE(at::equal(seen, Seen(source->Get(8))));
  EXPECT_FALSE(at::equal(seen, Seen(task_->TrainingBatches(SeedKey(2, 0), 5)->Get(7))));
  EXPECT_FALSE(at::equal(seen, Seen(task_->TrainingBatches(SeedKey(1, 1), 5)->Get(7))));
  const Batch larger = task_->TrainingBatches(SeedKey(1, 0), 9)->Get(7).Rows(0, 5);
  EXPECT_TRUE(at::equal(seen, Seen(larger)));
  EXPECT_TRUE(at::equal(source->Get(7).targets, larger.targets));
}

TEST_P(TaskConformanceTest, ShapeAndMetricsAreThoseThatThePlanKnows) {
  const TaskShape shape = task_->shape();
  EXPECT_NE(shape.vocab_size > 0, shape.image_size > 0);
  EXPECT_EQ(task_->metrics(), EvaluationMetrics(config_));
  const auto summary = SummarizeData(config_);
  ASSERT_TRUE(summary.ok()) << summary.status();
  EXPECT_EQ(summary->shape.vocab_size, shape.vocab_size);
  EXPECT_EQ(summary->shape.seq_len, shape.seq_len);
  EXPECT_EQ(summary->shape.source_len, shape.source_len);
  EXPECT_EQ(summary->shape.num_classes, shape.num_classes);
  EXPECT_EQ(summary->shape.image_size, shape.image_size);
  EXPECT_EQ(summary->shape.image_channels, shape.image_channels);
  for (const EvaluationMetric metric : task_->metrics()) {
    if (metric != EvaluationMetric::kExactMatch) continue;
    EXPECT_GE(task_->start_token(), 0);
    EXPECT_GE(task_->end_token(), 0);
    EXPECT_LT(task_->end_token(), shape.vocab_size);
  }
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
        ExpectWellFormed(batch, batch.size(), multiple);
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
