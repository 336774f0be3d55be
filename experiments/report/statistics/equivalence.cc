#include "experiments/report/statistics/equivalence.h"

#include <algorithm>
#include <limits>

#include "experiments/report/statistics/student_t.h"

namespace ceteris {

double EquivalenceP(const PairedT& test, double margin) {
  if (!test.valid) return std::numeric_limits<double>::quiet_NaN();
  const double above_lower = StudentUpperP((test.mean + margin) / test.standard_error, test.degrees);
  const double below_upper = StudentUpperP((margin - test.mean) / test.standard_error, test.degrees);
  return std::max(above_lower, below_upper);
}

bool InsideMargin(const Interval& interval, double margin) {
  return margin > 0 && -margin < interval.low && interval.high < margin;
}

}  // namespace ceteris
