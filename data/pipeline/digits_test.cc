#include "data/pipeline/digits.h"

#include <map>
#include <set>
#include <string>

#include "core/base/counter_hash.h"
#include "gtest/gtest.h"

namespace ceteris {
namespace {

std::unique_ptr<Task> Build() {
  auto task = BuildDigits(config::Digits());
  EXPECT_TRUE(task.ok()) << task.status();
  return *std::move(task);
}

// An image as the bytes of its pixels.
std::string BytesOf(const Batch& batch, int64_t row) {
  const at::Tensor image = batch.images[row].contiguous();
  return std::string(static_cast<const char*>(image.const_data_ptr()), image.nbytes());
}

std::multiset<std::string> AllImages(const BatchSource& source) {
  std::multiset<std::string> images;
  for (int64_t k = 0; k < source.size(); ++k) {
    const Batch batch = source.Get(k);
    for (int64_t row = 0; row < batch.size(); ++row) images.insert(BytesOf(batch, row));
  }
  return images;
}

TEST(DigitsTest, EvaluationReadsEveryImageOfItsSplitOnce) {
  const DigitImages images = LoadDigitImages().value();
  const std::unique_ptr<Task> task = Build();
  const auto validation = AllImages(*task->ValidationBatches(1, 16)), test = AllImages(*task->TestBatches(1, 16));
  EXPECT_EQ(validation.size(), images.of(Split::kValidation).size());
  EXPECT_EQ(test.size(), images.of(Split::kTest).size());
  EXPECT_EQ(AllImages(*task->TestBatches(1, 1000)), test);
  EXPECT_THROW(task->TestBatches(2, 16), c10::Error);
}

TEST(DigitsTest, TrainingReadsTrainingImagesOnlyAndAllOfThem) {
  const std::unique_ptr<Task> task = Build();
  const auto source = task->TrainingBatches(SeedKey(1, 0), 200);
  const auto test = AllImages(*task->TestBatches(1, 16)), validation = AllImages(*task->ValidationBatches(1, 16));
  std::set<std::string> seen;
  for (int64_t k = 0; k < 100; ++k) {
    const Batch batch = source->Get(k);
    for (int64_t row = 0; row < batch.size(); ++row) seen.insert(BytesOf(batch, row));
  }
  EXPECT_EQ(seen.size(), LoadDigitImages()->of(Split::kTrain).size());  // 16 draws of each: e^-16 is missed
  for (const std::string& image : seen) EXPECT_EQ(test.count(image) + validation.count(image), 0u);
}

TEST(DigitsTest, PixelsAreGreyValuesFromMinusOneToOne) {
  const DigitImages images = LoadDigitImages().value();
  const Batch batch = Build()->ValidationBatches(1, 5)->Get(2);
  for (int64_t row = 0; row < 5; ++row) {
    const auto number = static_cast<size_t>(images.of(Split::kValidation)[static_cast<size_t>(10 + row)]);
    EXPECT_EQ(batch.targets[row].item<int64_t>(), images.classes[number]);
    for (int64_t y = 0; y < 8; ++y) {
      for (int64_t x = 0; x < 8; ++x) {
        const double grey = images.pixels[number][static_cast<size_t>(8 * y + x)];
        EXPECT_EQ(batch.images[row][0][y][x].item<float>(), grey / 8 - 1);
      }
    }
  }
}

}  // namespace
}  // namespace ceteris
