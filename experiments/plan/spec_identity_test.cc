#include "experiments/plan/spec_identity.h"

#include "experiments/spec/resolve.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"

namespace ceteris {
namespace {

config::Experiment Parse(const std::string& text) {
  config::Experiment experiment;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &experiment)) << text;
  ResolveExperiment(&experiment);
  return experiment;
}

PlannedArm Arm(const std::string& name, bool baseline, const std::string& text) {
  PlannedArm arm;
  arm.name = name;
  arm.baseline = baseline;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &arm.trial)) << text;
  Resolve(&arm.trial);
  return arm;
}

// Golden, or every stored experiment would get a new revision: printf 'ceteris experiment, format 1\nname =
// x\nreplicates = 2\n baseline a\narm b\ntraining.log_every = 3\ntraining.num_steps = 5\n' | sha256sum      (one line)
TEST(SpecIdentityTest, NeverChanges) {
  EXPECT_EQ(SpecSha256(Parse("name: 'x' replicates: 2"),
                       {Arm("a", true, ""), Arm("b", false, "training { num_steps: 5 log_every: 3 }")}),
            "adfecd950deed9101fbef0384dac8594fdbcd4e53fdd2c605dcd2e0bfc2f6ab9");
}

TEST(SpecIdentityTest, BaseArmsAndAxesCountOnlyThroughTheArmsTheyMake) {
  const std::vector<PlannedArm> arms = {Arm("a", true, "")};
  const std::string identity = SpecSha256(Parse("name: 'x'"), arms);
  EXPECT_EQ(
      SpecSha256(Parse("name: 'x' base { training { num_steps: 5 } } arm { name: 'a' } axis { path: 'p' } preset: 'q'"),
                 arms),
      identity);
  EXPECT_NE(SpecSha256(Parse("name: 'x' hypothesis: 'h'"), arms), identity);
  EXPECT_NE(SpecSha256(Parse("name: 'x'"), {Arm("a", false, "")}), identity);
  EXPECT_NE(SpecSha256(Parse("name: 'x'"), {Arm("b", true, "")}), identity);
  // A name cannot pose as values.
  EXPECT_NE(SpecSha256(Parse("name: 'x'"), {Arm("a\ntraining.num_steps = 5", true, "")}),
            SpecSha256(Parse("name: 'x'"), {Arm("a", true, "training { num_steps: 5 }")}));
}

}  // namespace
}  // namespace ceteris
