// Every way in which an experiment is refused, and the one line that says why.
#include "core/base/clock.h"
#include "experiments/plan/expand.h"
#include "experiments/spec/parse_experiment.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ceteris {
namespace {

using Sets = std::vector<std::pair<std::string, std::string>>;
using testing::AllOf;
using testing::EndsWith;
using testing::StartsWith;

// Line 2 is the base; lines 3 and 4 the arms.
constexpr char kExperiment[] = R"(name: "x"
base { task { language_model {} } model { decoder { d_model: 64 attention { num_heads: 4 } } } training { num_steps: 50 } }
arm { name: "a" baseline: true }
arm { name: "b" change { model { decoder { attention { num_heads: 8 } } } } }
)";

std::string Error(const std::string& text, const Sets& sets = {}, int64_t first_seeds = 0) {
  SourceLocations locations;
  const auto experiment = ParseExperiment(text, "e.textproto", &locations);
  EXPECT_TRUE(experiment.ok()) << experiment.status();
  ExpandOptions options;
  options.locations = &locations;
  options.sets = sets;
  options.first_seeds = first_seeds;
  const auto plan = Expand(*experiment, options);
  return plan.ok() ? "OK" : std::string(plan.status().message());
}

std::string Replaced(const std::string& from, const std::string& to) {
  std::string text = kExperiment;
  return text.replace(text.find(from), from.size(), to);
}

TEST(ExpandErrorsTest, TheExampleItselfIsSound) { EXPECT_EQ(Error(kExperiment), "OK"); }

TEST(ExpandErrorsTest, AnArmsBadValueIsPlacedWhereItWasWritten) {
  EXPECT_THAT(
      Error(Replaced("num_heads: 8", "num_heads: 5")),
      StartsWith(
          "e.textproto:4:56: arm \"b\": model.decoder.attention.num_heads: 5 does not divide d_model 64; use 1, 2"));
  // Written in the base, and found by the first arm.
  EXPECT_THAT(Error(Replaced("num_steps: 50", "num_steps: 0")),
              StartsWith("e.textproto:2:107: arm \"a\": training.num_steps: 0 "));
  // Not written anywhere: the innermost message that is.
  EXPECT_THAT(Error(Replaced("num_steps: 50", "schedule { cosine { warmup_steps: 2000 } }")),
              StartsWith("e.textproto:2:127: arm \"a\": training.schedule.cosine.warmup_steps: 2000 "));
  EXPECT_THAT(Error(Replaced("{ attention { num_heads: 8 } }", "{ position { rotary {} } attention { head_dim: 5 } }")),
              StartsWith("e.textproto:4:"));
}

TEST(ExpandErrorsTest, ABadValueOfAnAxisOrOfSetIsPlacedToo) {
  EXPECT_THAT(
      Error(std::string(kExperiment) + "axis { path: 'training.batch_size' values: ['1', '0']\n baseline: '1' }"),
      StartsWith("e.textproto:5:"));
  EXPECT_THAT(Error(kExperiment, {{"training.num_steps", "0"}}),
              StartsWith("--set=training.num_steps=0: arm \"a\": training.num_steps: 0 "));
  EXPECT_THAT(
      Error(kExperiment, {{"model.decoder.attention.num_heads", "5"}}),
      StartsWith("--set=model.decoder.attention.num_heads=5: arm \"a\": model.decoder.attention.num_heads: 5 "));
}

TEST(ExpandErrorsTest, AnArmThatChangesNothingIsRefusedByName) {
  EXPECT_EQ(Error(Replaced("num_heads: 8", "num_heads: 4")),
            "e.textproto:4:1: arm \"b\": the same trial as arm \"a\"; change something in one of them or remove it");
  EXPECT_EQ(Error(Replaced("model { decoder { attention { num_heads: 8 } } }", "training { log_every: 3 }")),
            "e.textproto:4:1: arm \"b\": the same trial as arm \"a\": they differ only in training.log_every, which "
            "changes no "
            "result; remove one of them");
  EXPECT_EQ(
      Error(std::string(kExperiment) + "arm { name: 'c' change { model { decoder { attention { num_heads: 8 } } } } }"),
      "e.textproto:5:1: arm \"c\": the same trial as arm \"b\"; change something in one of them or remove it");
}

TEST(ExpandErrorsTest, TheExperimentsOwnFieldsArePlaced) {
  EXPECT_EQ(Error(Replaced("name: \"x\"", "name: \"a/b\"")),
            "e.textproto:1:1: name: \"a/b\" is not a name; use letters, digits, '_' and '-'");
  EXPECT_EQ(Error(""), "e.textproto: name: nothing is written; write a name");
  EXPECT_THAT(Error(std::string(kExperiment) + "seeds { list: [1, 1] }"),
              StartsWith("e.textproto:5:9: seeds.list[1]: seed 1 "));
  EXPECT_EQ(Error(Replaced(" baseline: true", "")),
            "e.textproto:3:1: arm: no arm is the baseline; write baseline: true in the arm that the others are "
            "compared with");
  EXPECT_THAT(Error(std::string(kExperiment) + "equivalence_margin: nan"),
              StartsWith("e.textproto:5:1: equivalence_margin: nan "));
  EXPECT_THAT(Error(std::string(kExperiment) + "replicates: 9"), StartsWith("e.textproto:5:1: replicates: 9 "));
  EXPECT_THAT(Error(std::string(kExperiment) + "primary_metric: 'valid/los'"),
              StartsWith("e.textproto:5:1: arm \"a\": primary_metric: \"valid/los\" is not a metric"));
  EXPECT_THAT(Error(std::string(kExperiment) + "preset: 'gpt2_smal'"),
              AllOf(StartsWith("e.textproto:5:1: preset: there is no preset \"gpt2_smal\"; there are "),
                    EndsWith("; did you mean \"gpt2_small\"?")));
  EXPECT_THAT(Error(std::string(kExperiment) + "axis { path: 'training.num_step' }"),
              StartsWith("e.textproto:5:8: axis[0].path: training.num_step: "));
}

TEST(ExpandErrorsTest, SetIsRefusedAsItWasTyped) {
  EXPECT_EQ(
      Error(kExperiment, {{"training.num_step", "5"}}),
      "--set=training.num_step=5: training.num_step: training has no field \"num_step\"; did you mean \"num_steps\"?");
  EXPECT_EQ(Error(kExperiment, {{"replicate", "5"}}),
            "--set=replicate=5: neither a trial nor an experiment has this field; did you mean \"replicates\"?");
  EXPECT_EQ(Error(kExperiment, {{"training.num_steps", "5"}, {"training.num_steps", "6"}}),
            "--set=training.num_steps=6: this path is set twice; set it once");
  EXPECT_EQ(
      Error(kExperiment, {{"training.batch_size", "3000000000"}}),
      "--set=training.batch_size=3000000000: training.batch_size: \"3000000000\" is out of range; use -2147483648 to "
      "2147483647");
  for (const char* value : {"nan", "inf", "1e999", "", "x"}) {
    EXPECT_THAT(Error(kExperiment, {{"training.learning_rate", value}}), StartsWith("--set=training.learning_rate="))
        << value;
  }
  EXPECT_THAT(Error(kExperiment, {{"arm.name", "c"}}), StartsWith("--set=arm.name=c: arm.name: arm is a list"));
}

TEST(ExpandErrorsTest, ASetThatReachesNoArmIsRefused) {
  const std::string text =
      Replaced("baseline: true", "baseline: true change { model { decoder { attention { num_heads: 2 } } } }");
  EXPECT_EQ(
      Error(text, {{"model.decoder.attention.num_heads", "16"}}),
      "--set=model.decoder.attention.num_heads=16: changes nothing, because every arm or an axis replaces this value");
}

TEST(ExpandErrorsTest, MoreSeedsThanThereAreAreRefused) {
  EXPECT_EQ(Error(kExperiment, {}, 9),
            "--seeds=9: the experiment has 8 seeds; use 1 to 8, or give it more with --set=seeds.count=N");
  EXPECT_THAT(Error(kExperiment, {}, -1), StartsWith("--seeds=-1: "));
  EXPECT_EQ(Error(kExperiment, {}, 8), "OK");
}

TEST(ExpandErrorsTest, TenThousandArmsAreQuickAndMoreAreRefused) {
  std::string text = Replaced("arm { name: \"b\"", "#");
  std::string values;
  for (int i = 1; i <= 10000; ++i) values += "'" + std::to_string(i) + "', ";
  text += "axis { path: 'training.num_steps' baseline: '1' values: [" + values + "'10001'] }";
  EXPECT_THAT(Error(text), StartsWith("e.textproto:5:1: axis: more than 10000 arms"));
  const size_t last = text.find(", '10001'");
  text.erase(last, 9);
  const double start = MonotonicSeconds();
  EXPECT_EQ(Error(text), "OK");               // 10,000 arms of 8 seeds
  EXPECT_LT(MonotonicSeconds() - start, 30);  // 1 s on an idle machine
  EXPECT_EQ(Error(text + "\nseeds { count: 11 }"),
            "e.textproto:6:1: seeds: 10000 arms and 11 seeds are 110000 trials; a plan has at most 100000");
}

}  // namespace
}  // namespace ceteris
