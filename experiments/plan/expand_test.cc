#include "experiments/plan/expand.h"

#include <set>

#include "experiments/plan/spec_identity.h"
#include "experiments/spec/canonical_text.h"
#include "experiments/spec/fingerprint.h"
#include "experiments/spec/parse_experiment.h"
#include "gtest/gtest.h"

namespace ceteris {
namespace {

constexpr char kPositions[] = R"(
name: "positions"
seeds { first: 1 count: 3 }
replicates: 2
base {
  task { language_model { seq_len: 32 evaluate_at_lengths: [1, 2] } }
  model { decoder { num_layers: 2 d_model: 64 attention { num_heads: 4 } } }
  training { num_steps: 50 learning_rate: 0.003 }
}
arm { name: "rotary" change { model { decoder { position { rotary {} } } } } }
arm { name: "sinusoidal" baseline: true }
arm { name: "long" change { task { language_model { evaluate_at_lengths: [1, 4] } } } }
)";

Plan Expanded(const std::string& text, const ExpandOptions& options = {}) {
  const auto experiment = ParseExperiment(text, "e.textproto");
  EXPECT_TRUE(experiment.ok()) << experiment.status();
  auto plan = Expand(*experiment, options);
  EXPECT_TRUE(plan.ok()) << plan.status();
  return *std::move(plan);
}

std::string Replaced(std::string text, const std::string& from, const std::string& to) {
  EXPECT_NE(text.find(from), std::string::npos) << from;
  return text.replace(text.find(from), from.size(), to);
}

std::string Cells(const Plan& plan) {
  std::string cells;
  for (const PlannedCell& cell : plan.cells) {
    cells += plan.arms[cell.arm].name + "/" + std::to_string(cell.seed) + (cell.replicate == 1 ? "r " : " ");
  }
  return cells;
}

TEST(ExpandTest, ArmsAreResolvedTrialsInTheOrderOfTheFile) {
  const Plan plan = Expanded(kPositions);
  ASSERT_EQ(plan.arms.size(), 3u);
  EXPECT_EQ(plan.arms[0].name, "rotary");
  EXPECT_TRUE(plan.arms[1].baseline);
  EXPECT_TRUE(plan.arms[0].trial.model().decoder().position().has_rotary());
  EXPECT_EQ(plan.arms[0].trial.model().decoder().d_model(), 64);
  EXPECT_EQ(plan.arms[0].trial.training().batch_size(), 16);
  EXPECT_EQ(plan.arms[2].trial.task().language_model().evaluate_at_lengths_size(), 2);
  EXPECT_EQ(plan.arms[2].trial.task().language_model().evaluate_at_lengths(1), 4);
  for (const PlannedArm& arm : plan.arms) EXPECT_EQ(arm.fingerprint, Fingerprint(arm.trial));
}

TEST(ExpandTest, ArmsSayHowTheyDifferFromTheBaseline) {
  const Plan plan = Expanded(kPositions);
  EXPECT_TRUE(plan.arms[1].differs.empty());
  ASSERT_EQ(plan.arms[0].differs.size(), 1u);
  EXPECT_EQ(plan.arms[0].differs[0].path, "model.decoder.position");
  EXPECT_EQ(plan.arms[0].differs[0].before, "sinusoidal");
  EXPECT_EQ(plan.arms[0].differs[0].after, "rotary");
}

TEST(ExpandTest, CellsGoSeedBySeedWithTheBaselinesReplicates) {
  EXPECT_EQ(Cells(Expanded(kPositions)),
            "rotary/1 sinusoidal/1 long/1 sinusoidal/1r rotary/2 sinusoidal/2 long/2 sinusoidal/2r "
            "rotary/3 sinusoidal/3 long/3 ");
  EXPECT_EQ(Cells(Expanded(Replaced(kPositions, "first: 1 count: 3", "list: [9, 4]"))),
            "rotary/9 sinusoidal/9 long/9 sinusoidal/9r rotary/4 sinusoidal/4 long/4 sinusoidal/4r ");
}

TEST(ExpandTest, FirstSeedsTakesAPrefixAndMakesNoRevision) {
  const Plan all = Expanded(kPositions);
  ExpandOptions options;
  options.first_seeds = 1;
  const Plan first = Expanded(kPositions, options);
  EXPECT_EQ(Cells(first), "rotary/1 sinusoidal/1 long/1 sinusoidal/1r ");
  EXPECT_EQ(Cells(all).substr(0, Cells(first).size()), Cells(first));
  EXPECT_EQ(first.spec_sha256, all.spec_sha256);
  EXPECT_EQ(CanonicalText(first.experiment), CanonicalText(all.experiment));
}

TEST(ExpandTest, SetChangesTheBaseOrTheExperimentAndMakesARevision) {
  const Plan plain = Expanded(kPositions);
  std::set<std::string> revisions = {plain.spec_sha256};
  const std::pair<std::string, std::string> sets[] = {{"training.num_steps", "60"},
                                                      {"training.log_every", "3"},
                                                      {"model.decoder.residual", "post_norm"},
                                                      {"base.training.batch_size", "8"},
                                                      {"seeds.count", "5"},
                                                      {"seeds.list", "[7, 8]"},
                                                      {"replicates", "1"},
                                                      {"primary_metric", "train/loss"},
                                                      {"question", "Why?"},
                                                      {"budget.max_minutes", "5"}};
  for (const auto& set : sets) {
    ExpandOptions options;
    options.sets = {set};
    EXPECT_TRUE(revisions.insert(Expanded(kPositions, options).spec_sha256).second) << set.first;
  }
  ExpandOptions options;
  options.sets = {{"training.num_steps", "60"}, {"seeds.list", "7"}, {"replicates", "0"}};
  const Plan plan = Expanded(kPositions, options);
  for (const PlannedArm& arm : plan.arms) EXPECT_EQ(arm.trial.training().num_steps(), 60);
  EXPECT_EQ(Cells(plan), "rotary/7 sinusoidal/7 long/7 ");
}

TEST(ExpandTest, ASetToTheValueThatIsThereChangesNothing) {
  ExpandOptions options;
  options.sets = {
      {"training.num_steps", "50"}, {"model.decoder.position", "sinusoidal"}, {"training.batch_size", "16"}};
  EXPECT_EQ(Expanded(kPositions, options).spec_sha256, Expanded(kPositions).spec_sha256);
}

TEST(ExpandTest, ARevisionIsWhatIsAskedNotHowItIsWritten) {
  const std::string identity = Expanded(kPositions).spec_sha256;
  // A comment, a default written out, the order of fields, a value moved from the base into every arm.
  EXPECT_EQ(Expanded("# why\ngoal: MINIMIZE" + std::string(kPositions)).spec_sha256, identity);
  std::string moved = Replaced(kPositions, "num_steps: 50 ", "batch_size: 16 ");
  moved = Replaced(moved, "change { model", "change { training { num_steps: 50 } model");
  moved = Replaced(moved, "baseline: true", "baseline: true change { training { num_steps: 50 } }");
  moved = Replaced(moved, "change { task", "change { training { num_steps: 50 } task");
  EXPECT_EQ(Expanded(moved).spec_sha256, identity);
  EXPECT_NE(Expanded(Replaced(kPositions, "\"long\"", "\"longer\"")).spec_sha256, identity);
  EXPECT_NE(Expanded(Replaced(kPositions, "num_layers: 2", "num_layers: 3")).spec_sha256, identity);
}

TEST(ExpandTest, ExpandingThePlansExperimentGivesThePlan) {
  const std::string axis = "axis { path: \"training.learning_rate\" values: [\"3e-3\", \"0.01\"] baseline: \"0.003\" }";
  for (
      const std::string& text :
      {std::string(kPositions), kPositions + axis, Replaced(kPositions, "first: 1 count: 3", "list: [9, 4]"),
       std::string(
           R"(name: "x" preset: "gpt2_small" base { task { language_model {} } model { decoder { num_layers: 3 } } })")}) {
    ExpandOptions options;
    options.sets = {{"training.batch_size", "4"}};
    const Plan plan = Expanded(text, options);
    const Plan again = Expanded(CanonicalText(plan.experiment));
    EXPECT_EQ(again.spec_sha256, plan.spec_sha256);
    EXPECT_EQ(CanonicalText(again.experiment), CanonicalText(plan.experiment));
    EXPECT_EQ(Cells(again), Cells(plan));
    for (size_t i = 0; i < plan.arms.size(); ++i) EXPECT_EQ(again.arms[i].fingerprint, plan.arms[i].fingerprint);
  }
}

TEST(ExpandTest, AxesCrossNamedArms) {
  const Plan plan =
      Expanded(std::string(kPositions) +
               "axis { path: \"model.decoder.attention.num_heads\" values: [\"4\", \"8\"] baseline: \"4\" }");
  ASSERT_EQ(plan.arms.size(), 6u);
  EXPECT_EQ(plan.arms[1].name, "rotary,num_heads=8");
  EXPECT_EQ(plan.arms[1].trial.model().decoder().attention().num_heads(), 8);
  EXPECT_TRUE(plan.arms[2].baseline);
  EXPECT_EQ(plan.arms[1].differs.size(), 2u);
  EXPECT_EQ(plan.cells.size(), 6u * 3 + 2);
}

TEST(ExpandTest, APresetIsTheModelUnderTheBase) {
  const std::string text = R"(name: "x" preset: "gpt2_small" base { task { language_model {} }
                              model { decoder { num_layers: 3 } } })";
  const Plan plan = Expanded(text);
  ASSERT_EQ(plan.arms.size(), 1u);
  EXPECT_EQ(plan.arms[0].name, "base");
  EXPECT_TRUE(plan.arms[0].baseline);
  EXPECT_EQ(plan.arms[0].trial.model().decoder().d_model(), 768);
  EXPECT_EQ(plan.arms[0].trial.model().decoder().num_layers(), 3);
  EXPECT_EQ(plan.experiment.preset(), "gpt2_small");
}

TEST(ExpandTest, FilesOfOtherNamesMakeOtherArms) {
  const std::string text = R"(name: "x" base { task { language_model {} } model { decoder {} } }
      arm { name: "a" baseline: true change { task { language_model { corpus { text_file { path: "a.txt" } } } } } }
      arm { name: "b" change { task { language_model { corpus { text_file { path: "b.txt" } } } } } })";
  const Plan plan = Expanded(text);
  EXPECT_EQ(plan.arms[0].fingerprint, plan.arms[1].fingerprint);  // the data digest tells them apart
  EXPECT_EQ(plan.arms[1].differs[0].after, "b.txt");
}

}  // namespace
}  // namespace ceteris
