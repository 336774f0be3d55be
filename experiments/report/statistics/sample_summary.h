// Mean and standard deviation of a sample, safe where the textbook sum of squares is not.
//
// Two passes in long double: values near the largest double neither overflow in the sum nor in the squares, and a loss
// of 1e9 +- 1e-3 keeps its spread.
//
// Example:  SampleSummary summary = SummarizeSample({1.91, 1.92, 1.90});   // n 3, mean 1.91, sd 0.01
#pragma once

#include <vector>

namespace ceteris {

struct SampleSummary {
  int n = 0;
  double mean = 0;  // NaN when n = 0
  double sd = 0;    // divisor n - 1; NaN when n < 2
  // True when n >= 2 and the spread is no more than rounding leaves: sd <= 4 ulp of the largest value, or of
  // `magnitude`. A t statistic of such a sample says nothing.
  bool constant = false;
};

// Every value must be finite. magnitude: size of the numbers that the values are differences of, if they are.
SampleSummary SummarizeSample(const std::vector<double>& values, double magnitude = 0);

}  // namespace ceteris
