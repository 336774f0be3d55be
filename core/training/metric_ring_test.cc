#include "core/training/metric_ring.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ceteris {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

void Write(MetricRing* ring, double loss, double norm) {
  ring->loss().fill_(loss);
  ring->gradient_norm().fill_(norm);
  ring->Advance();
}

TEST(MetricRingTest, ReadsWhatWasWrittenSinceTheLastRead) {
  MetricRing ring(3, at::kCPU);
  EXPECT_THAT(ring.Read(), IsEmpty());
  Write(&ring, 1, 2);
  Write(&ring, 3, 4);
  EXPECT_FALSE(ring.full());
  EXPECT_THAT(ring.Read(), ElementsAre(Pair(1, 2), Pair(3, 4)));
  Write(&ring, 5, 6);
  EXPECT_THAT(ring.Read(), ElementsAre(Pair(5, 6)));
}

TEST(MetricRingTest, IsFullAtItsCapacity) {
  MetricRing ring(2, at::kCPU);
  Write(&ring, 1, 2);
  Write(&ring, 3, 4);
  EXPECT_TRUE(ring.full());
  EXPECT_THAT(ring.Read(), ElementsAre(Pair(1, 2), Pair(3, 4)));
  EXPECT_FALSE(ring.full());
}

TEST(MetricRingTest, KeepsTheDigitsOfADouble) {
  MetricRing ring(1, at::kCPU);
  Write(&ring, 1.0 / 3, 1e-300);
  EXPECT_THAT(ring.Read(), ElementsAre(Pair(1.0 / 3, 1e-300)));
}

}  // namespace
}  // namespace ceteris
