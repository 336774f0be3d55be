#include "data/pipeline/digits.h"

#include <ATen/ops/empty.h>
#include <c10/util/Exception.h>

#include <algorithm>

#include "core/base/counter_hash.h"
#include "core/base/status_macros.h"
#include "data/declared_shape.h"

namespace ceteris {
namespace {

// The images of these numbers: images [rows, 1, 8, 8], targets [rows].
Batch GatherImages(const DigitImages& digits, const std::vector<int32_t>& numbers) {
  const auto rows = static_cast<int64_t>(numbers.size());
  Batch batch;
  batch.images = at::empty({rows, 1, kDigitSize, kDigitSize}, at::kFloat);
  batch.targets = at::empty({rows}, at::kLong);
  float* pixel = batch.images.mutable_data_ptr<float>();
  int64_t* target = batch.targets.mutable_data_ptr<int64_t>();
  for (const int32_t number : numbers) {
    for (const uint8_t grey : digits.pixels[static_cast<size_t>(number)]) {
      *pixel++ = static_cast<float>(grey) * (2.0F / kDigitGrey) - 1.0F;
    }
    *target++ = digits.classes[static_cast<size_t>(number)];
  }
  batch.num_targets = rows;
  return batch;
}

class TrainingImages final : public BatchSource {
 public:
  TrainingImages(std::shared_ptr<const DigitImages> digits, uint64_t stream_key, int64_t batch_size)
      : digits_(std::move(digits)), stream_key_(stream_key), batch_size_(batch_size) {
    TORCH_CHECK(batch_size >= 1, "a batch of ", batch_size, " images");
  }

  Batch Get(int64_t index) const override {
    TORCH_CHECK(index >= 0, "batch ", index);
    const std::vector<int32_t>& all = digits_->of(Split::kTrain);
    const uint64_t batch_key = CounterHash(stream_key_, static_cast<uint64_t>(index));
    std::vector<int32_t> numbers(static_cast<size_t>(batch_size_));
    for (size_t row = 0; row < numbers.size(); ++row) {
      numbers[row] = all[UniformBelow(CounterHash(batch_key, row), all.size())];
    }
    return GatherImages(*digits_, numbers);
  }
  int64_t size() const override { return kEndless; }

 private:
  std::shared_ptr<const DigitImages> digits_;
  uint64_t stream_key_;
  int64_t batch_size_;
};

class EvaluationImages final : public BatchSource {
 public:
  EvaluationImages(std::shared_ptr<const DigitImages> digits, Split split, int64_t rows)
      : digits_(std::move(digits)), split_(split), rows_(rows) {
    TORCH_CHECK(rows >= 1, "a batch of ", rows, " images");
  }

  Batch Get(int64_t index) const override {
    TORCH_CHECK(index >= 0 && index < size(), "batch ", index, " of ", size());
    const std::vector<int32_t>& all = digits_->of(split_);
    const int64_t end = std::min((index + 1) * rows_, static_cast<int64_t>(all.size()));
    return GatherImages(*digits_, {all.begin() + index * rows_, all.begin() + end});
  }
  int64_t size() const override { return (static_cast<int64_t>(digits_->of(split_).size()) + rows_ - 1) / rows_; }

 private:
  std::shared_ptr<const DigitImages> digits_;
  Split split_;
  int64_t rows_;
};

}  // namespace

TaskShape Digits::shape() const {
  config::Task task;
  task.mutable_digits();
  return DeclaredShape(task);
}

std::unique_ptr<BatchSource> Digits::TrainingBatches(uint64_t seed_key, int64_t batch_size) const {
  return std::make_unique<TrainingImages>(images_, StreamKey(seed_key, "data.training_images"), batch_size);
}

std::unique_ptr<BatchSource> Digits::ValidationBatches(int32_t length_multiple, int64_t batch_size) const {
  return EvaluationBatches(Split::kValidation, length_multiple, batch_size);
}

std::unique_ptr<BatchSource> Digits::TestBatches(int32_t length_multiple, int64_t batch_size) const {
  return EvaluationBatches(Split::kTest, length_multiple, batch_size);
}

std::unique_ptr<BatchSource> Digits::EvaluationBatches(Split split, int32_t length_multiple, int64_t batch_size) const {
  TORCH_CHECK(length_multiple == 1, "images have no length to be evaluated at ", length_multiple, " times");
  return std::make_unique<EvaluationImages>(images_, split, batch_size);
}

absl::StatusOr<std::unique_ptr<Task>> BuildDigits(const config::Digits&) {
  ASSIGN_OR_RETURN(DigitImages images, LoadDigitImages());
  return std::make_unique<Digits>(std::move(images));
}

}  // namespace ceteris
