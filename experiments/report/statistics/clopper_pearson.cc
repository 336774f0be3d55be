#include "experiments/report/statistics/clopper_pearson.h"

#include <boost/math/special_functions/beta.hpp>

namespace ceteris {

Interval ClopperPearson(int count, int n, double confidence) {
  const double tail = (1 - confidence) / 2;
  Interval interval{0, 1};
  if (count > 0) interval.low = boost::math::ibeta_inv<double>(count, n - count + 1, tail);
  if (count < n) interval.high = boost::math::ibetac_inv<double>(count + 1, n - count, tail);
  return interval;
}

}  // namespace ceteris
