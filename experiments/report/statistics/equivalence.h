// Equivalence by two one-sided tests (TOST): is the difference surely smaller than the margin that matters?
//
// Schuirmann 1987, "A comparison of the two one-sided tests procedure and the power approach". The null hypotheses are
// difference <= -margin and difference >= +margin; both must fall. Absence of a difference is never concluded from a
// large p of a t test.
//
// Example:  bool equivalent = InsideMargin(SimultaneousInterval(test, arms, 0.95), 0.005);
#pragma once

#include "experiments/report/statistics/paired_t.h"

namespace ceteris {

// The larger of the two one-sided p values, not corrected. margin > 0. NaN when the test is not valid.
double EquivalenceP(const PairedT& test, double margin);

// Verdicts use this: the shown interval lies strictly inside (-margin, margin). It equals two one-sided tests, each at
// (1 - confidence) / (2 family_size): half the level that TOST alone may spend, so that the word and the interval
// beside it always agree, and hold together with all other verdicts of the table.
bool InsideMargin(const Interval& interval, double margin);

}  // namespace ceteris
