#include "core/tensor/normal_quantile.h"

#include <gtest/gtest.h>

#include <boost/math/distributions/normal.hpp>
#include <cmath>

namespace ceteris {
namespace {

// Against Boost.Math's independent implementation, on both sides of every seam: |c| = 0.425, and sqrt(-log tail) = 5 at
// a tail of exp(-25) = 1.4e-11; down to the smallest tail that an initialiser can ask for, 2^-54.
TEST(NormalQuantileTest, AgreesWithBoost) {
  const boost::math::normal normal;
  for (double centered = -0.4999; centered < 0.5; centered += 0.0007) {
    const double tail = 0.5 - std::fabs(centered);  // exact where |centered| >= 1/4
    const double expected = std::copysign(boost::math::quantile(normal, tail), centered);
    EXPECT_NEAR(NormalQuantile(centered), expected, 4e-15 * std::fabs(expected) + 3e-16) << centered;
  }
  for (int power = 2; power <= 54; ++power) {
    for (const double factor : {1.0, 0.99, 0.7}) {
      const double tail = std::ldexp(factor, -power);
      const double centered = 0.5 - tail;
      const double rounded_tail = 0.5 - centered;  // what is left of the tail in double precision
      if (rounded_tail == 0) continue;
      const double expected = -boost::math::quantile(normal, rounded_tail);
      EXPECT_NEAR(NormalQuantile(centered), expected, 4e-15 * expected) << tail;
    }
  }
}

TEST(NormalQuantileTest, IsOdd) {
  EXPECT_EQ(NormalQuantile(0), 0);
  for (const double centered : {0.1, 0.425, 0.43, 0.4999999, 0.49999999999999}) {
    EXPECT_EQ(NormalQuantile(-centered), -NormalQuantile(centered));
    EXPECT_GT(NormalQuantile(centered), 0);
  }
}

}  // namespace
}  // namespace ceteris
