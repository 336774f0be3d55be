// The two-sided field test: a field that is part of a trial's identity must change bits, one that is not must leave
// every bit.
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <map>
#include <string>

#include "experiments/run/trial_result_for_testing.h"
#include "experiments/spec/field_probes.h"
#include "gtest/gtest.h"

namespace ceteris {
namespace {

// What a field can change: any shape, output, datum or update. Every last value, and all weights.
std::map<std::string, double> LastValues(const TrialResult& result) {
  std::map<std::string, double> values;
  for (const auto& [key, value] : result.values) values[key.first] = value;  // steps ascend
  return values;
}

bool SameBits(const TrialResult& a, const TrialResult& b) {
  return a.weights_sha256 == b.weights_sha256 && LastValues(a) == LastValues(b) && a.undefined == b.undefined;
}

void WriteProbeFile(const std::string& name) {
  std::ofstream file(name);
  for (int line = 0; line < 400; ++line) file << "line " << line << " of a text that is long enough to be split\n";
}

TEST(FieldEffectTest, EveryFieldDoesWhatItsIdentitySays) {
  ASSERT_EQ(chdir(std::getenv("TEST_TMPDIR")), 0);
  WriteProbeFile(kFirstProbeFile);
  WriteProbeFile(kSecondProbeFile);
  int probes = 0;
  for (const Probe& probe : AllProbes()) {
    SCOPED_TRACE(probe.path + " = " + probe.value);
    const TrialResult base = RunForTesting(probe.base), changed = RunForTesting(probe.changed);
    ASSERT_NE(base.footer.outcome(), journal::Footer::FAILED) << base.footer.reason();
    ASSERT_NE(changed.footer.outcome(), journal::Footer::FAILED) << changed.footer.reason();
    if (!probe.identity) {
      EXPECT_TRUE(SameBits(base, changed)) << "a field without identity changed a bit";
    } else if (probe.may_stay_equal.empty()) {
      EXPECT_FALSE(SameBits(base, changed)) << "the field does nothing";
    }
    ++probes;
  }
  EXPECT_GT(probes, 50);
}

}  // namespace
}  // namespace ceteris
