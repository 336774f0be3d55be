// What did it buy to run all arms on the same seeds?
//
// Arms that share a seed share initial weights and data order where they can, so part of the noise cancels in the
// paired difference. Beside it stands the comparison that ignores the pairing: Welch 1947, "The generalization of
// Student's problem when several different population variances are involved".
//
// Example:  PairingGain gain = MeasurePairing(arm_values, baseline_values);   // gain.correlation 0.41,
// gain.seeds_saved 3
#pragma once

#include <vector>

namespace ceteris {

struct WelchT {
  double difference = 0;
  double standard_error = 0;
  double degrees = 0;  // Welch and Satterthwaite's, not whole
  double t = 0;
  double p = 1;  // two-sided
};

// Both samples need at least two values and some spread; otherwise NaN throughout.
WelchT TestUnpaired(const std::vector<double>& arm, const std::vector<double>& baseline);

struct PairingGain {
  bool valid = false;      // at least 3 seeds, and spread in both arms and in the differences
  double correlation = 0;  // Pearson's, between the two arms over seeds
  // Seeds per arm, beyond those that ran, for which an unpaired comparison would be as precise (95 % half-width): > 0
  // when pairing helped, < 0 when it hurt. At most 10,000.
  int seeds_saved = 0;
};

// arm[i] and baseline[i] ran on the same seed.
PairingGain MeasurePairing(const std::vector<double>& arm, const std::vector<double>& baseline);

}  // namespace ceteris
