// Held against what LibTorch's allocator hands out when the state is built.
#include "core/training/state_copies.h"

#include <c10/core/Allocator.h>
#include <c10/util/ThreadLocalDebugInfo.h>

#include <memory>
#include <string>

#include "core/tensor/scope.h"
#include "core/testing/every_variant.h"
#include "core/training/optimizer_factory.h"
#include "core/training/weight_average_factory.h"
#include "gtest/gtest.h"

namespace ceteris {
namespace {

class AllocatedBytes final : public c10::MemoryReportingInfoBase {
 public:
  void reportMemoryUsage(void*, int64_t size, size_t, size_t, c10::Device) override { current_ += size; }
  bool memoryProfilingEnabled() const override { return true; }
  double current() const { return static_cast<double>(current_); }

 private:
  int64_t current_ = 0;
};

// Bytes of the state per byte of the weights, of which one in four is no matrix of a stack.
double Measured(const config::Training& training) {
  ParameterSet parameters;
  const Scope scope(&parameters, 1, at::TensorOptions().dtype(at::kFloat));
  scope.Parameter("decoder.weight", {256, 384}, Ones());
  scope.Parameter("embedding.weight", {256, 128}, Ones());
  const TrainedTensors trained(parameters);
  const auto bytes = std::make_shared<AllocatedBytes>();
  const c10::DebugInfoGuard guard(c10::DebugInfoKind::PROFILER_STATE, bytes);
  const auto optimizer = BuildOptimizer(training.optimizer(), trained);
  const auto average = BuildWeightAverage(training.averaging(), trained);
  return bytes->current() / (4.0 * static_cast<double>(parameters.num_elements()));
}

TEST(StateCopiesTest, IsWhatEveryOptimizerKeeps) {
  for (const auto& optimizer : EveryVariant(config::Optimizer(), "variant")) {
    config::Training training;
    *training.mutable_optimizer() = optimizer;
    const double expected = optimizer.has_muon() ? 1.25 : StateCopies(training);
    EXPECT_NEAR(Measured(training), expected, 0.01) << VariantName(optimizer, "variant");
  }
  config::Training training;
  training.mutable_optimizer()->mutable_sgd()->set_momentum(0);
  EXPECT_EQ(StateCopies(training), 0);
  EXPECT_NEAR(Measured(training), 0, 0.01);
}

TEST(StateCopiesTest, IsWhatEveryAverageKeeps) {
  for (const auto& averaging : EveryVariant(config::Averaging(), "variant")) {
    config::Training training;
    training.mutable_optimizer()->mutable_lion();
    *training.mutable_averaging() = averaging;
    EXPECT_NEAR(Measured(training), StateCopies(training), 0.01) << VariantName(averaging, "variant");
  }
}

}  // namespace
}  // namespace ceteris
