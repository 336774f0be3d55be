// Random experiments and overrides: Expand() never crashes, and whatever it refuses it names.
#include <random>
#include <set>

#include "experiments/plan/expand.h"
#include "experiments/spec/config_path.h"
#include "experiments/spec/parse_experiment.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ceteris {
namespace {

constexpr char kExperiment[] = R"(name: "x"
base { task { language_model {} } model { decoder { d_model: 64 attention { num_heads: 4 } } } training { num_steps: 50 } }
arm { name: "a" baseline: true }
arm { name: "b" change { model { decoder { attention { num_heads: 8 } } } } }
)";

const char* const kValues[] = {
    "0",   "-1",     "1",         "3",      "2147483647", "-2147483648", "9223372036854775807",
    "nan", "1e308",  "-1e308",    "1e-320", "0.5",        "true",        "rotary",
    "",    "absent", "present",   "[1, 2]", "[]",         "[0]",         "[2147483647, 1]",
    "/",   "\n",     "post_norm", "FUSED",  "swiglu",     "text_file",   "\xff"};

TEST(ExpandFuzzTest, RandomOverridesAreTakenOrRefusedInOneLine) {
  std::vector<std::string> paths = AllPaths(*config::Trial::descriptor());
  for (const std::string& path : AllPaths(*config::Experiment::descriptor())) paths.push_back(path);
  SourceLocations locations;
  const auto experiment = ParseExperiment(kExperiment, "e.textproto", &locations);
  ASSERT_TRUE(experiment.ok());
  std::mt19937_64 random(10);
  int taken = 0, refused = 0;
  for (int i = 0; i < 20000; ++i) {
    ExpandOptions options;
    options.locations = &locations;
    for (int n = 1 + random() % 2; n > 0; --n) {
      options.sets.push_back({paths[random() % paths.size()], kValues[random() % (sizeof kValues / sizeof *kValues)]});
    }
    const auto plan = Expand(*experiment, options);
    ++(plan.ok() ? taken : refused);
    if (plan.ok()) continue;
    const std::string message(plan.status().message());
    ASSERT_THAT(message, testing::MatchesRegex("(e\\.textproto:[0-9]+:[0-9]+|--set=[^ ]*.*): .+"));
    ASSERT_EQ(message.find('\n'), std::string::npos) << message;
    ASSERT_LT(message.size(), 600u) << message;
    ASSERT_EQ(plan.status().code(), absl::StatusCode::kInvalidArgument) << message;
  }
  EXPECT_GT(taken, 500);
  EXPECT_GT(refused, 5000);
}

TEST(ExpandFuzzTest, DamagedFilesAreTakenOrRefusedWithTheirPlace) {
  std::mt19937_64 random(11);
  const std::string digits = "0123456789-.e";
  int refused = 0;
  for (int i = 0; i < 20000; ++i) {
    std::string text = kExperiment;
    for (int n = 1 + random() % 3; n > 0; --n) {
      const size_t at = text.find_first_of(digits, random() % text.size());
      if (at == std::string::npos) continue;
      if (random() % 2 == 0)
        text[at] = digits[random() % digits.size()];
      else
        text.erase(at, 1 + random() % 4);
    }
    SourceLocations locations;
    const auto experiment = ParseExperiment(text, "e.textproto", &locations);
    ExpandOptions options;
    options.locations = &locations;
    const absl::Status status = experiment.ok() ? Expand(*experiment, options).status() : experiment.status();
    if (status.ok()) continue;
    ++refused;
    // A name that is missing altogether has no place.
    ASSERT_THAT(std::string(status.message()), testing::MatchesRegex("e\\.textproto:[0-9]+:[0-9]+: .+|name: .+"))
        << text;
  }
  EXPECT_GT(refused, 5000);
}

}  // namespace
}  // namespace ceteris
