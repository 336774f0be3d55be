#include "experiments/spec/field_probes.h"

#include <set>

#include "experiments/spec/config_path.h"
#include "experiments/spec/differences.h"
#include "experiments/spec/fingerprint.h"
#include "experiments/spec/schema.h"
#include "experiments/spec/validate_trial.h"
#include "gtest/gtest.h"

namespace ceteris {
namespace {

// A field is what its message says, wherever that message is: "ceteris.config.Rotary.theta" of encoder and decoder is
// one field.
std::string FieldOf(const std::string& path, const std::string& value) {
  const ConfigPath found = *FindPath(*config::Trial::descriptor(), path);
  if (found.choice != nullptr) return found.choice->full_name() + "=" + value;
  return found.fields.back()->full_name();
}

TEST(FieldProbesTest, EveryFieldAndEveryVariantHasAProbe) {
  std::set<std::string> probed;
  for (const Probe& probe : AllProbes()) {
    EXPECT_TRUE(probed.insert(FieldOf(probe.path, probe.value)).second) << probe.path << " has two probes";
    probed.insert(FieldOf(probe.path, *GetPath(probe.base, probe.path)));
  }
  for (const auto& [path, member] : MembersWithoutProbe()) probed.insert(FieldOf(path, member));
  for (const std::string& path : AllPaths(*config::Trial::descriptor())) {
    const ConfigPath found = *FindPath(*config::Trial::descriptor(), path);
    if (found.is_part) continue;  // which stacks a model has is its family, not a setting
    if (found.choice == nullptr) {
      EXPECT_EQ(probed.count(FieldOf(path, "")), 1u) << path << ": add a probe to field_probes.textproto";
      continue;
    }
    if (found.choice->field_count() == 1) continue;  // nothing to compare it with
    for (const std::string& member : MemberNames(*found.choice)) {
      EXPECT_EQ(probed.count(FieldOf(path, member)), 1u)
          << path << "=" << member << ": add a probe to field_probes.textproto";
    }
  }
}

TEST(FieldProbesTest, BothTrialsOfAProbeAreSound) {
  for (const Probe& probe : AllProbes()) {
    EXPECT_TRUE(ValidateTrial(probe.base).ok()) << probe.path << ": " << ValidateTrial(probe.base);
    EXPECT_TRUE(ValidateTrial(probe.changed).ok()) << probe.path << ": " << ValidateTrial(probe.changed);
  }
}

TEST(FieldProbesTest, AProbeChangesItsFieldAndNoOther) {
  for (const Probe& probe : AllProbes()) {
    EXPECT_EQ(*GetPath(probe.changed, probe.path), probe.value) << probe.path;
    const std::vector<PathChange> changes = Differences(probe.base, probe.changed);
    ASSERT_FALSE(changes.empty()) << probe.path << ": the base has the value " << probe.value << " already";
    for (const PathChange& change : changes) {
      EXPECT_EQ(change.path.substr(0, probe.path.size()), probe.path) << "changed by the probe of " << probe.path;
    }
  }
}

TEST(FieldProbesTest, TheFingerprintChangesExactlyWithFieldsOfIdentity) {
  int without_identity = 0;
  for (const Probe& probe : AllProbes()) {
    EXPECT_EQ(Fingerprint(probe.base) != Fingerprint(probe.changed), probe.identity) << probe.path;
    EXPECT_TRUE(probe.identity || probe.may_stay_equal.empty()) << probe.path;
    without_identity += !probe.identity;
  }
  EXPECT_GE(without_identity, 3);
}

}  // namespace
}  // namespace ceteris
