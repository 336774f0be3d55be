// Student's t distribution: the few values the tests need, by Boost.Math, without its exceptions.
#pragma once

namespace ceteris {

// P(|T| >= |t|) with `degrees` > 0 degrees of freedom, which need not be whole. t = +-infinity gives 0.
double StudentTwoSidedP(double t, double degrees);

// P(T >= t).
double StudentUpperP(double t, double degrees);

// The t with P(T >= t) = upper_tail, 0 < upper_tail < 1.
double StudentUpperQuantile(double upper_tail, double degrees);

// P(T >= t) for the noncentral t distribution: the power of a one-sided test whose critical value is t.
double NoncentralUpperP(double t, double degrees, double noncentrality);

}  // namespace ceteris
