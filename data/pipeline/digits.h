// Classifying handwritten digits: 8x8 grey images of ten classes (data/digits).
//
// Batch k, row r of training is a uniform image of the training split, drawn with replacement: there are no epochs.
// Grey values become [-1, 1] as in Dosovitskiy et al. 2020 (ViT), arXiv:2010.11929: (value - mean) / deviation with
// both 0.5 of the whole range.
#pragma once

#include <memory>
#include <vector>

#include "absl/status/statusor.h"
#include "data/digits/digit_images.h"
#include "data/pipeline/task.h"
#include "data/task.pb.h"

namespace ceteris {

class Digits final : public Task {
 public:
  explicit Digits(DigitImages images) : images_(std::make_shared<const DigitImages>(std::move(images))) {}

  TaskShape shape() const override;
  std::vector<EvaluationMetric> metrics() const override {
    return {EvaluationMetric::kAccuracy, EvaluationMetric::kTestAccuracy};
  }
  std::unique_ptr<BatchSource> TrainingBatches(uint64_t seed_key, int64_t batch_size) const override;
  std::unique_ptr<BatchSource> ValidationBatches(int32_t length_multiple, int64_t batch_size) const override;
  std::unique_ptr<BatchSource> TestBatches(int32_t length_multiple, int64_t batch_size) const override;

 private:
  std::unique_ptr<BatchSource> EvaluationBatches(Split split, int32_t length_multiple, int64_t batch_size) const;

  std::shared_ptr<const DigitImages> images_;
};

// Errors begin with `digits`.
absl::StatusOr<std::unique_ptr<Task>> BuildDigits(const config::Digits& config);

}  // namespace ceteris
