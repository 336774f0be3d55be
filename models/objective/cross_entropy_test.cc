#include "models/objective/cross_entropy.h"

#include <ATen/ops/full.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros.h>
#include <c10/util/Exception.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <vector>

#include "core/base/counter_hash.h"
#include "core/batch/batch.h"

namespace ceteris {
namespace {

constexpr int64_t kBatch = 3, kSeqLen = 5, kVocabSize = 7;

// Numbers in (-scale / 2, scale / 2).
at::Tensor Logits(double scale) {
  at::Tensor logits = at::zeros({kBatch, kSeqLen, kVocabSize}, at::kDouble);
  double* out = logits.mutable_data_ptr<double>();
  for (int64_t i = 0; i < logits.numel(); ++i) out[i] = scale * (UnitInterval(CounterHash(1, i)) - 0.5);
  return logits;
}

at::Tensor Targets() {
  at::Tensor targets = at::zeros({kBatch, kSeqLen}, at::kLong);
  int64_t* out = targets.mutable_data_ptr<int64_t>();
  for (int64_t i = 0; i < targets.numel(); ++i) {
    out[i] = i % 4 == 1 ? kIgnoredTarget : static_cast<int64_t>(UniformBelow(CounterHash(2, i), kVocabSize));
  }
  return targets;
}

struct Expected {
  double loss = 0;
  std::vector<double> gradient;
};

// The definition as plain loops, and its derivative softmax - onehot.
Expected Loops(const at::Tensor& logits, const at::Tensor& targets) {
  Expected expected;
  const double* x = logits.const_data_ptr<double>();
  const int64_t* target = targets.const_data_ptr<int64_t>();
  for (int64_t t = 0; t < targets.numel(); ++t, x += kVocabSize) {
    double total = 0, largest = x[0];
    for (int64_t v = 1; v < kVocabSize; ++v) largest = std::max(largest, x[v]);
    for (int64_t v = 0; v < kVocabSize; ++v) total += std::exp(x[v] - largest);
    const bool valid = target[t] != kIgnoredTarget;
    if (valid) expected.loss += std::log(total) + largest - x[target[t]];
    for (int64_t v = 0; v < kVocabSize; ++v) {
      const double probability = std::exp(x[v] - largest) / total;
      expected.gradient.push_back(valid ? probability - (v == target[t] ? 1 : 0) : 0);
    }
  }
  return expected;
}

void ExpectAgrees(at::ScalarType dtype, double scale, double tolerance) {
  // What the loops see is what the dtype can hold.
  at::Tensor logits = Logits(scale).to(dtype).requires_grad_();
  const Expected expected = Loops(logits.detach().to(at::kDouble), Targets());
  const at::Tensor loss = CrossEntropySum(logits, Targets());
  EXPECT_EQ(loss.scalar_type(), dtype == at::kDouble ? at::kDouble : at::kFloat);
  EXPECT_NEAR(loss.item<double>(), expected.loss, tolerance * expected.loss);
  loss.backward();
  const at::Tensor gradient = logits.grad().to(at::kDouble);
  // A bfloat16 leaf has a bfloat16 gradient, whatever the loss was computed in.
  const double gradient_tolerance = dtype == at::kBFloat16 ? 1.0 / 256 : tolerance * 10;
  for (int64_t i = 0; i < gradient.numel(); ++i) {
    EXPECT_NEAR(gradient.const_data_ptr<double>()[i], expected.gradient[i], gradient_tolerance) << i;
  }
}

TEST(CrossEntropyTest, AgreesWithPlainLoops) {
  ExpectAgrees(at::kDouble, 6, 1e-14);
  ExpectAgrees(at::kFloat, 6, 1e-6);
  ExpectAgrees(at::kBFloat16, 6, 1e-6);  // float32 accumulation: only the logits themselves are coarse
}

TEST(CrossEntropyTest, LargeLogitsDoNotOverflow) {
  ExpectAgrees(at::kDouble, 2000, 1e-13);
  ExpectAgrees(at::kFloat, 2000, 1e-5);
}

TEST(CrossEntropyTest, GradientAgreesWithDifferences) {
  const at::Tensor targets = Targets();
  at::Tensor logits = Logits(4).requires_grad_();
  CrossEntropySum(logits, targets).backward();
  for (int64_t i = 0; i < logits.numel(); ++i) {
    constexpr double kStep = 1e-5;
    at::Tensor up = Logits(4), down = Logits(4);
    up.view(-1).mutable_data_ptr<double>()[i] += kStep;
    down.view(-1).mutable_data_ptr<double>()[i] -= kStep;
    const double difference =
        (CrossEntropySum(up, targets).item<double>() - CrossEntropySum(down, targets).item<double>()) / (2 * kStep);
    EXPECT_NEAR(logits.grad().const_data_ptr<double>()[i], difference, 1e-8) << i;
  }
}

TEST(CrossEntropyTest, EqualLogitsCostTheLogarithmOfTheVocabulary) {
  const at::Tensor loss = CrossEntropySum(at::zeros({2, 4, 65}), at::zeros({2, 4}, at::kLong));
  EXPECT_NEAR(loss.item<double>(), 8 * std::log(65.0), 1e-5);
}

TEST(CrossEntropyTest, IgnoredTargetsCostNothing) {
  const at::Tensor ignored = at::full({kBatch, kSeqLen}, kIgnoredTarget, at::kLong);
  at::Tensor logits = Logits(6).requires_grad_();
  const at::Tensor loss = CrossEntropySum(logits, ignored);
  EXPECT_EQ(loss.item<double>(), 0);
  loss.backward();
  EXPECT_EQ(logits.grad().abs().max().item<double>(), 0);
}

TEST(CrossEntropyTest, IsASumOverParts) {
  const at::Tensor logits = Logits(6), targets = Targets();
  double parts = 0;
  for (int64_t row = 0; row < kBatch; ++row) parts += CrossEntropySum(logits[row], targets[row]).item<double>();
  EXPECT_NEAR(CrossEntropySum(logits, targets).item<double>(), parts, 1e-12);
}

TEST(CrossEntropyTest, RefusesShapesAndTargetsThatDoNotFit) {
  EXPECT_THROW(CrossEntropySum(at::zeros({2, 4, 7}), at::zeros({4, 2}, at::kLong)), c10::Error);
  EXPECT_THROW(CrossEntropySum(at::zeros({2, 7}), at::full({2}, 7, at::kLong)), c10::Error);
}

}  // namespace
}  // namespace ceteris
