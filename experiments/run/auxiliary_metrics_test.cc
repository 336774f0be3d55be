#include "experiments/run/auxiliary_metrics.h"

#include <ATen/ops/scalar_tensor.h>
#include <gtest/gtest.h>

namespace ceteris {
namespace {

AuxiliaryLosses MicroBatch(double loss, double dropped) {
  AuxiliaryLosses auxiliary;
  auxiliary.AddLoss("load_balancing", at::scalar_tensor(loss));
  auxiliary.AddMetric("dropped_tokens", at::scalar_tensor(dropped));
  return auxiliary;
}

TEST(AuxiliaryMetricsTest, AreMeansOverTheMicroBatchesOfTheLastStep) {
  AuxiliaryMetrics metrics(/*micro_steps=*/2);
  EXPECT_TRUE(metrics.Read().empty());
  metrics.Add(MicroBatch(9, 1));
  metrics.Add(MicroBatch(9, 1));
  metrics.Add(MicroBatch(1, 0.25));
  metrics.Add(MicroBatch(3, 0.75));
  for (int times = 0; times < 2; ++times) {  // who reads changes nothing
    const auto means = metrics.Read();
    ASSERT_EQ(means.size(), 2u);
    EXPECT_EQ(means[0], (std::pair<std::string, double>("train/load_balancing", 2)));
    EXPECT_EQ(means[1], (std::pair<std::string, double>("train/dropped_tokens", 0.5)));
  }
}

}  // namespace
}  // namespace ceteris
