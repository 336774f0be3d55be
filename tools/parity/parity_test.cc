// Step parity with PyTorch: the first 50 losses and gradient norms from the same initial weights and tokens.
// golden/*.txt were written by train.py, which shares no code with what it checks.
#include <ATen/Parallel.h>
#include <gtest/gtest.h>

#include <cmath>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "core/base/file.h"
#include "core/training/train.h"
#include "models/objective/cross_entropy.h"
#include "tools/parity/parity_case.h"

namespace ceteris {
namespace {

struct Row {
  double loss = 0, gradient_norm = 0;
};

std::vector<Row> Golden(const std::string& name, bool wide) {
  std::vector<Row> rows;
  std::istringstream lines(ReadFile(absl::StrCat("tools/parity/golden/", name, ".txt")).value());
  for (std::string line; std::getline(lines, line);) {
    if (line.empty() || line[0] == '#') continue;
    std::istringstream words(line);
    int step = 0;
    Row in_double, in_float;
    words >> step >> in_double.loss >> in_double.gradient_norm >> in_float.loss >> in_float.gradient_norm;
    EXPECT_EQ(step, static_cast<int>(rows.size()) + 1) << line;
    rows.push_back(wide ? in_double : in_float);
  }
  return rows;
}

std::vector<Row> TrainHere(const std::string& name, at::ScalarType dtype) {
  const absl::StatusOr<ParityCase> parity = LoadParityCase(absl::StrCat("tools/parity/", name, ".textproto"), dtype);
  EXPECT_TRUE(parity.ok()) << parity.status();
  const LossFunction loss = [&](const Batch& batch, const ForwardContext& context) {
    return CrossEntropySum(parity->model->Forward(batch, context).logits, batch.targets);
  };
  std::vector<Row> rows;
  TrainingHooks hooks;
  hooks.on_metrics = [&rows](const StepMetrics& metrics) {
    rows.push_back({metrics.loss, metrics.gradient_norm});
    return Verdict::kContinue;
  };
  at::set_num_threads(1);
  Train(parity->trial.training(), loss, *parity->parameters, *parity->batches, at::kCPU, hooks);
  return rows;
}

class ParityTest : public testing::TestWithParam<const char*> {
 protected:
  void ExpectParity(at::ScalarType dtype, double loss_tolerance, double norm_tolerance) {
    const std::vector<Row> golden = Golden(GetParam(), dtype == at::kDouble), here = TrainHere(GetParam(), dtype);
    ASSERT_EQ(golden.size(), 50u);
    ASSERT_EQ(here.size(), golden.size());
    double worst_loss = 0, worst_norm = 0;
    for (size_t i = 0; i < golden.size(); ++i) {
      worst_loss = std::max(worst_loss, std::abs(here[i].loss / golden[i].loss - 1));
      worst_norm = std::max(worst_norm, std::abs(here[i].gradient_norm / golden[i].gradient_norm - 1));
    }
    EXPECT_LT(worst_loss, loss_tolerance);
    EXPECT_LT(worst_norm, norm_tolerance);
    RecordProperty("worst_relative_loss_difference", absl::StrCat(worst_loss));
    RecordProperty("worst_relative_norm_difference", absl::StrCat(worst_norm));
    // Parity of a model that does not learn would say little.
    EXPECT_LT(here.back().loss, 0.8 * here.front().loss);
  }
};

TEST_P(ParityTest, InDoublePrecisionTheFirstFiftyStepsAgree) { ExpectParity(at::kDouble, 1e-11, 1e-10); }
TEST_P(ParityTest, InSinglePrecisionTheFirstFiftyStepsAgree) { ExpectParity(at::kFloat, 1e-5, 1e-4); }

INSTANTIATE_TEST_SUITE_P(Cases, ParityTest, testing::Values("gpt2", "llama", "vaswani"));

}  // namespace
}  // namespace ceteris
