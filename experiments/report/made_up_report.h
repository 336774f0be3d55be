// An experiment that nobody ran, for tests and pictures of the layout. Every number is made up.
#pragma once

#include "experiments/report/report_data.h"

namespace ceteris {

// Six positional encodings on 8 seeds with 2 replicates: rotary and alibi better, one worse, one equivalent to the
// baseline and undefined beyond the training length, one undecided. Curves, three evaluation lengths, provenance.
// Deterministic.
ExperimentReport MadeUpReport();

// The cell of (arm, seed), to change in a test. The arm must exist.
ReportCell& CellOf(ExperimentReport* report, int arm, uint64_t seed);

// Sets the final primary value of (arm, seed).
void SetFinal(ExperimentReport* report, int arm, uint64_t seed, double value);

}  // namespace ceteris
