#include "experiments/spec/validate_experiment.h"

#include "experiments/spec/metric_names.h"
#include "experiments/spec/names.h"
#include "experiments/spec/resolve.h"
#include "experiments/spec/seeds.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"

namespace ceteris {
namespace {

template <typename Message>
Message Parse(const std::string& text) {
  Message message;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &message)) << text;
  return message;
}

std::string Validate(const std::string& text) {
  auto experiment = Parse<config::Experiment>(text);
  ResolveExperiment(&experiment);
  return std::string(ValidateExperiment(experiment).message());
}

std::string SeedsError(const std::string& text) {
  return std::string(ValidateSeeds(Parse<config::Seeds>(text), "seeds").message());
}

TEST(ValidateExperimentTest, TakesASoundOne) {
  EXPECT_EQ(Validate("name: 'x'"), "");
  EXPECT_EQ(Validate("name: 'x' arm { name: 'a' baseline: true } arm { name: 'b=1.5' } replicates: 8"), "");
}

TEST(ValidateExperimentTest, RefusesNamesThatAreNone) {
  EXPECT_EQ(Validate(""), "name: nothing is written; write a name");
  EXPECT_EQ(Validate("name: 'a/b'"), "name: \"a/b\" is not a name; use letters, digits, '_' and '-'");
  EXPECT_EQ(Validate("name: '-a'"), "name: \"-a\" is not a name; begin with a letter or digit");
  for (const char* name : {"../etc", "a b", "a\\nb", ".", "ü", "a,b", "a:b", "a%b", "a'b"}) {
    EXPECT_FALSE(ValidateExperimentName("name", name).ok()) << name;
    EXPECT_FALSE(ValidateArmName("arm", name).ok()) << name;
  }
  EXPECT_TRUE(ValidateArmName("arm", std::string(64, 'a')).ok());
  EXPECT_FALSE(ValidateArmName("arm", std::string(65, 'a')).ok());
  EXPECT_LT(ValidateArmName("arm", std::string(1000000, '\n')).message().size(), 200u);
}

TEST(ValidateExperimentTest, RefusesNumbersOutOfRange) {
  EXPECT_EQ(Validate("name: 'x' equivalence_margin: -1"),
            "equivalence_margin: -1 is out of range; use a finite number, 0 or more");
  for (const char* bad : {"nan", "inf", "-inf", "-1e308"}) {
    EXPECT_NE(Validate(std::string("name: 'x' equivalence_margin: ") + bad), "") << bad;
    EXPECT_NE(Validate(std::string("name: 'x' budget { max_minutes: ") + bad + " }"), "") << bad;
  }
  EXPECT_EQ(Validate("name: 'x' equivalence_margin: 1e308"), "");
  EXPECT_EQ(Validate("name: 'x' replicates: 9"), "replicates: 9 is out of range; use 0 to 8, the number of seeds");
  EXPECT_NE(Validate("name: 'x' replicates: -1"), "");
  EXPECT_NE(Validate("name: 'x' replicates: 2147483647"), "");
}

TEST(ValidateExperimentTest, ExactlyOneArmIsTheBaseline) {
  EXPECT_EQ(Validate("name: 'x' arm { name: 'a' }"),
            "arm: no arm is the baseline; write baseline: true in the arm that the others are compared with");
  EXPECT_EQ(Validate("name: 'x' arm { name: 'a' baseline: true } arm { name: 'b' baseline: true }"),
            "arm[1].baseline: \"b\" is a second baseline beside \"a\"; mark exactly one arm");
  EXPECT_EQ(Validate("name: 'x' arm { name: 'a' baseline: true } arm { name: 'a' }"),
            "arm[1].name: \"a\" is already the name of arm[0]; name each arm once");
  EXPECT_EQ(Validate("name: 'x' arm { baseline: true }"), "arm[0].name: nothing is written; write a name");
}

TEST(SeedsTest, ListsThemInOrder) {
  EXPECT_EQ(ListSeeds(Parse<config::Seeds>("first: 5 count: 3")), (std::vector<uint64_t>{5, 6, 7}));
  EXPECT_EQ(ListSeeds(Parse<config::Seeds>("list: [9, 2, 7]")), (std::vector<uint64_t>{9, 2, 7}));
  EXPECT_EQ(ListSeeds(config::Seeds()).size(), 8u);
}

TEST(SeedsTest, RefusesDuplicatesAndRangesThatCannotBe) {
  EXPECT_EQ(SeedsError("list: [1, 2, 1]"), "seeds.list[2]: seed 1 is listed twice; list each seed once");
  EXPECT_EQ(SeedsError("list: [1] count: 3"),
            "seeds.list: written beside count; write either a list or first and count");
  EXPECT_EQ(SeedsError("count: 0"), "seeds.count: 0 is too small; use 1 or more");
  EXPECT_EQ(SeedsError("count: 2147483647"), "seeds.count: 2147483647 seeds are too many; use at most 10000");
  EXPECT_EQ(SeedsError("first: 9223372036854775807 count: 1"), "");
  EXPECT_EQ(SeedsError("first: 9223372036854775807 count: 2"),
            "seeds.first: 9223372036854775807 is too large; use seeds up to 9223372036854775807");
  EXPECT_NE(SeedsError("first: 18446744073709551615"), "");
  EXPECT_NE(SeedsError("list: 9223372036854775808"), "");
}

TEST(MetricNamesTest, FollowTheTask) {
  const auto task = Parse<config::Task>("language_model { evaluate_at_lengths: [1, 2, 4] }");
  EXPECT_EQ(MetricNames(task), (std::vector<std::string>{"valid/loss", "valid/loss@x2", "valid/loss@x4", "train/loss",
                                                         "train/gradient_norm", "train/learning_rate"}));
  EXPECT_TRUE(ValidateMetric("primary_metric", "valid/loss@x4", task).ok());
  const std::pair<const char*, std::vector<std::string>> others[] = {
      {"masked_language_model {}", {"valid/loss", "valid/accuracy"}},
      {"copy_sequences {}", {"valid/loss", "valid/exact_match"}},
      {"reverse_sequences {}", {"valid/loss", "valid/exact_match"}},
      {"digits {}", {"valid/loss", "valid/accuracy", "test/accuracy"}}};
  for (auto [text, names] : others) {
    for (const char* name : {"train/loss", "train/gradient_norm", "train/learning_rate"}) names.push_back(name);
    EXPECT_EQ(MetricNames(Parse<config::Task>(text)), names) << text;
  }
  EXPECT_FALSE(ValidateMetric("primary_metric", "valid/loss@x8", task).ok());
  EXPECT_EQ(
      ValidateMetric("primary_metric", "valid/los", Parse<config::Task>("language_model {}")).message(),
      "primary_metric: \"valid/los\" is not a metric of this task; use valid/loss, train/loss, train/gradient_norm, "
      "train/learning_rate; did you mean \"valid/loss\"?");
}

}  // namespace
}  // namespace ceteris
