#include "core/batch/batch.h"

#include <ATen/ops/arange.h>
#include <ATen/ops/equal.h>
#include <ATen/ops/full.h>
#include <ATen/ops/ones.h>
#include <c10/util/Exception.h>
#include <gtest/gtest.h>

namespace ceteris {
namespace {

// Four sequences of three tokens; sequence i has i targets left.
Batch Ragged() {
  Batch batch;
  batch.inputs = at::arange(12, at::kLong).view({4, 3});
  batch.targets = batch.inputs.clone();
  for (int64_t row = 0; row < 4; ++row) batch.targets[row].narrow(0, row, 3 - row).fill_(kIgnoredTarget);
  batch.num_targets = CountTargets(batch.targets);
  return batch;
}

TEST(BatchTest, CountsTargetsThatArePredicted) {
  EXPECT_EQ(Ragged().num_targets, 0 + 1 + 2 + 3);
  EXPECT_EQ(CountTargets(at::full({2, 2}, kIgnoredTarget, at::kLong)), 0);
  EXPECT_EQ(CountTargets(at::ones({0, 3}, at::kLong)), 0);
  EXPECT_EQ(CountTargets(Ragged().targets.t()), 6);  // not contiguous
}

TEST(BatchTest, RowsAreViewsWithTheirOwnCount) {
  const Batch batch = Ragged();
  const Batch part = batch.Rows(1, 3);
  EXPECT_EQ(part.num_targets, 1 + 2);
  EXPECT_TRUE(at::equal(part.inputs, batch.inputs.narrow(0, 1, 2)));
  EXPECT_EQ(part.inputs.const_data_ptr(), batch.inputs[1].const_data_ptr());
  EXPECT_EQ(batch.Rows(0, 4).num_targets, batch.num_targets);
  EXPECT_EQ(batch.Rows(2, 2).num_targets, 0);
}

TEST(BatchTest, RowsOfAFullBatchHaveAllTargets) {
  Batch batch = Ragged();
  batch.targets = batch.inputs;
  batch.num_targets = 12;
  EXPECT_EQ(batch.Rows(1, 3).num_targets, 6);
}

TEST(BatchTest, PositionsAndMasksFollowTheRowsUnlessShared) {
  Batch batch = Ragged();
  batch.positions = at::arange(3, at::kLong).view({1, 3});
  batch.may_attend = at::ones({4, 1, 1, 3}, at::kBool);
  const Batch part = batch.Rows(1, 3);
  EXPECT_EQ(part.positions.sizes(), at::IntArrayRef({1, 3}));
  EXPECT_EQ(part.may_attend.sizes(), at::IntArrayRef({2, 1, 1, 3}));
  batch.positions = at::arange(12, at::kLong).view({4, 3});
  EXPECT_EQ(batch.Rows(1, 3).positions[0][0].item<int64_t>(), 3);
}

TEST(BatchTest, EveryTensorIsCutAndMoved) {
  Batch batch = Ragged();
  batch.source = at::arange(20, at::kLong).view({4, 5});
  batch.source_may_attend = at::ones({4, 1, 1, 5}, at::kBool);
  batch.segments = at::ones({4, 3}, at::kLong);
  const Batch part = batch.Rows(2, 4).To(at::kCPU);
  EXPECT_EQ(part.source.sizes(), at::IntArrayRef({2, 5}));
  EXPECT_EQ(part.source[0][0].item<int64_t>(), 10);
  EXPECT_EQ(part.source_may_attend.sizes(), at::IntArrayRef({2, 1, 1, 5}));
  EXPECT_EQ(part.segments.sizes(), at::IntArrayRef({2, 3}));
}

TEST(BatchTest, ImagesWithAClassEachNeedNoTokens) {
  Batch batch;
  batch.images = at::ones({4, 1, 8, 8});
  batch.targets = at::arange(4, at::kLong);
  batch.num_targets = 4;
  EXPECT_EQ(batch.size(), 4);
  const Batch part = batch.Rows(1, 3);
  EXPECT_EQ(part.size(), 2);
  EXPECT_EQ(part.num_targets, 2);
  EXPECT_EQ(part.targets[0].item<int64_t>(), 1);
  EXPECT_FALSE(part.inputs.defined());
  EXPECT_THROW(Batch().size(), c10::Error);
}

TEST(BatchTest, RowsThatAreNotThereThrow) {
  EXPECT_THROW(Ragged().Rows(2, 5), c10::Error);
  EXPECT_THROW(Ragged().Rows(-1, 2), c10::Error);
  EXPECT_THROW(Ragged().Rows(3, 2), c10::Error);
}

TEST(BatchTest, MovesWhatIsThere) {
  const Batch batch = Ragged();
  const Batch same = batch.To(at::kCPU);
  EXPECT_TRUE(same.inputs.is_same(batch.inputs));
  EXPECT_FALSE(same.positions.defined());
  EXPECT_EQ(same.num_targets, 6);
  EXPECT_TRUE(batch.To(at::kMeta).targets.is_meta());
}

}  // namespace
}  // namespace ceteris
