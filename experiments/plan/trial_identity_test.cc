#include "experiments/plan/trial_identity.h"

#include <set>

#include "gtest/gtest.h"

namespace ceteris {
namespace {

const NumericEnvironment kCpu = {"cpu", "float32", 1, "2.11.0"};

// Golden: printf 'ceteris trial identity, format 1\nfingerprint = f\nseed = 1\nreplicate = 0\ndata = d\ndevice_kind =
// cpu\n dtype = float32\nnum_threads = 1\nlibtorch = 2.11.0\n' | sha256sum      (one line)
TEST(TrialIdentityTest, NeverChanges) {
  EXPECT_EQ(TrialIdentity("f", 1, 0, "d", kCpu), "de9539970d74ab16a75a667693535561157ef7d41b899eb17e04b6c1c89b3fe7");
}

TEST(TrialIdentityTest, EveryPartCounts) {
  std::set<std::string> identities = {TrialIdentity("f", 1, 0, "d", kCpu)};
  const auto is_new = [&](const std::string& identity) { return identities.insert(identity).second; };
  EXPECT_TRUE(is_new(TrialIdentity("g", 1, 0, "d", kCpu)));
  EXPECT_TRUE(is_new(TrialIdentity("f", 2, 0, "d", kCpu)));
  EXPECT_TRUE(is_new(TrialIdentity("f", 1, 1, "d", kCpu)));
  EXPECT_TRUE(is_new(TrialIdentity("f", 1, 0, "e", kCpu)));
  EXPECT_TRUE(is_new(TrialIdentity("f", 1, 0, "d", {"cuda", "float32", 1, "2.11.0"})));
  EXPECT_TRUE(is_new(TrialIdentity("f", 1, 0, "d", {"cpu", "bfloat16", 1, "2.11.0"})));
  EXPECT_TRUE(is_new(TrialIdentity("f", 1, 0, "d", {"cpu", "float32", 2, "2.11.0"})));
  EXPECT_TRUE(is_new(TrialIdentity("f", 1, 0, "d", {"cpu", "float32", 1, "2.12.0"})));
  // No part can pose as two.
  EXPECT_TRUE(is_new(TrialIdentity("f\nseed = 1", 1, 0, "d", kCpu)));
}

}  // namespace
}  // namespace ceteris
