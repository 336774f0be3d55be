#include "experiments/report/statistics/student_t.h"

#include <boost/math/distributions/non_central_t.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>

namespace ceteris {
namespace {

namespace policies = boost::math::policies;
// Out of range gives NaN or infinity, never an exception.
using Quiet =
    policies::policy<policies::domain_error<policies::ignore_error>, policies::pole_error<policies::ignore_error>,
                     policies::overflow_error<policies::ignore_error>,
                     policies::evaluation_error<policies::ignore_error>>;
using StudentT = boost::math::students_t_distribution<double, Quiet>;
using NoncentralT = boost::math::non_central_t_distribution<double, Quiet>;

}  // namespace

double StudentTwoSidedP(double t, double degrees) { return 2 * StudentUpperP(std::fabs(t), degrees); }

double StudentUpperP(double t, double degrees) {
  if (std::isinf(t)) return t > 0 ? 0 : 1;
  return cdf(complement(StudentT(degrees), t));
}

double StudentUpperQuantile(double upper_tail, double degrees) {
  return quantile(complement(StudentT(degrees), upper_tail));
}

double NoncentralUpperP(double t, double degrees, double noncentrality) {
  return cdf(complement(NoncentralT(degrees, noncentrality), t));
}

}  // namespace ceteris
