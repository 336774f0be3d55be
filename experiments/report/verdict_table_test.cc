#include "experiments/report/verdict_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "experiments/report/display_width.h"
#include "experiments/report/made_up_report.h"
#include "nlohmann/json.hpp"

namespace ceteris {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

VerdictTable Build(const ExperimentReport& report) { return BuildVerdictTable(report).value(); }

std::vector<std::string> Lines(const std::string& text) { return absl::StrSplit(text, '\n'); }

TEST(VerdictTableTest, HasTheLookThatTheReadmeShows) {
  const std::vector<std::string> lines = Lines(FormatVerdictTable(Build(MadeUpReport()), TableFormat::kTable));
  EXPECT_EQ(
      lines[0],
      "positions (revision 1)   valid/loss, nats per character, at step 500; lower is better; 8 seeds, paired with "
      "sinusoidal; cpu float32 1 thread");
  EXPECT_EQ(lines[1],
            "arm            mean +- sd       delta [95 % simultaneous]   p (t, Bonf.)  p (sign)  n/N   params    x1    "
            "x2    x4");
  EXPECT_THAT(lines[2], StartsWith("sinusoidal *   1.9080 +- .0074  "));
  EXPECT_THAT(lines[2], HasSubstr("103,232"));
  EXPECT_THAT(lines[3], AllOf(StartsWith("rotary         "), HasSubstr("-0.0376 [-0.0428, -0.0324]  <0.0001"),
                              HasSubstr("  better")));
  EXPECT_THAT(lines[5], AllOf(HasSubstr("+8,192"), HasSubstr("-[1]  -[1]  undecided: up to ")));
  EXPECT_THAT(lines[8], StartsWith("[1] learned positions end at 128"));
  EXPECT_THAT(lines[9],
              AllOf(StartsWith("Noise: replicate sd 0.0"), HasSubstr("; pairing saved about "),
                    HasSubstr("Holds at this size, text, budget and learning rate, which was not tuned per arm.")));
}

TEST(VerdictTableTest, FitsTheTerminal) {
  for (const int width : {80, 100, 120, 160}) {
    for (const std::string& line :
         Lines(FormatVerdictTable(Build(MadeUpReport()), TableFormat::kTable, {width, false}))) {
      EXPECT_LE(DisplayWidth(line), width) << line;
    }
  }
}

TEST(VerdictTableTest, OnANarrowTerminalTheAnswerStandsOnOneLine) {
  const std::vector<std::string> lines =
      Lines(FormatVerdictTable(Build(MadeUpReport()), TableFormat::kTable, {100, false}));
  const auto begins = [&](const std::string& words) {
    return std::find_if(lines.begin(), lines.end(), [&](const std::string& line) { return line.rfind(words, 0) == 0; });
  };
  EXPECT_EQ(*begins("arm"),
            "arm            verdict    delta [95 % simult.]        mean +- sd       n/N  p (Bonf.)  p (sign)");
  EXPECT_THAT(*begins("rotary"),
              AllOf(HasSubstr("  better     -0.0376 [-0.0428, -0.0324]  1."), HasSubstr("  8/8  ")));
  // Below: the rest of the columns, then what a word alone does not say.
  EXPECT_THAT(*std::find(begins("arm") + 1, lines.end(), "arm             params    x1    x2    x4"),
              HasSubstr("params"));
  const std::string text = absl::StrJoin(lines, "\n");
  EXPECT_THAT(text,
              AllOf(HasSubstr("\nlearned        undecided: up to "), Not(HasSubstr("\nrotary         better\n"))));
}

TEST(VerdictTableTest, ReplicatesMeasureTheNoiseAndTakePartInNothingElse) {
  const VerdictTable table = Build(MadeUpReport());
  EXPECT_EQ(table.noise.degrees, 2);
  ExperimentReport without = MadeUpReport();
  without.arms[0].cells.resize(8);
  const VerdictTable other = Build(without);
  EXPECT_EQ(other.noise.degrees, 0);
  EXPECT_EQ(other.rows[0].summary.mean, table.rows[0].summary.mean);
  EXPECT_EQ(other.rows[1].comparison.test.p, table.rows[1].comparison.test.p);
  EXPECT_THAT(DescribeNoise(other), StartsWith("Noise: no replicates; pairing"));
}

TEST(VerdictTableTest, ADivergedSeedWithholdsOneArmOnly) {
  ExperimentReport report = MadeUpReport();
  CellOf(&report, 2, 3).state = CellState::kDiverged;
  const VerdictTable table = Build(report);
  EXPECT_EQ(table.rows[1].verdict.words, "better");
  EXPECT_THAT(table.rows[2].verdict.words, StartsWith("no verdict: 1 of 8 diverged (12 %, 95 % interval 0 to 53 %)"));
  const std::vector<std::string> lines = Lines(FormatVerdictTable(table, TableFormat::kTable));
  EXPECT_THAT(lines[4], AllOf(HasSubstr("7/8"), HasSubstr("]  -  "), Not(HasSubstr("<0.0001"))));
  EXPECT_THAT(FormatVerdictTable(table, TableFormat::kTable), HasSubstr("over the surviving seeds only"));
}

TEST(VerdictTableTest, InterimUntilEverySeedHasRun) {
  ExperimentReport report = MadeUpReport();
  for (ReportArm& arm : report.arms) {
    for (const uint64_t seed : {5, 6, 7, 8})
      CellOf(&report, &arm - report.arms.data(), seed).state = CellState::kMissing;
  }
  const std::string text = FormatVerdictTable(Build(report), TableFormat::kTable);
  EXPECT_THAT(text,
              AllOf(HasSubstr("interim, 4 of 8, no verdict"), HasSubstr("looking early"), Not(HasSubstr("better\n"))));
}

TEST(VerdictTableTest, NothingRunYet) {
  ExperimentReport report = MadeUpReport();
  for (ReportArm& arm : report.arms) arm.cells.clear();
  report.provenance.clear();
  const std::string text = FormatVerdictTable(Build(report), TableFormat::kTable);
  EXPECT_THAT(text, AllOf(HasSubstr("interim, 0 of 8, no verdict"), HasSubstr("0/8"), Not(HasSubstr("nan"))));
}

TEST(VerdictTableTest, BaselineAloneIsATableWithoutVerdicts) {
  ExperimentReport report = MadeUpReport();
  report.arms.resize(1);
  EXPECT_THAT(FormatVerdictTable(Build(report), TableFormat::kTable), HasSubstr("sinusoidal *"));
}

TEST(VerdictTableTest, TheFloorOfTheSignFlipTestIsNoted) {
  ExperimentReport report = MadeUpReport();
  report.seeds.resize(6);
  EXPECT_THAT(FormatVerdictTable(Build(report), TableFormat::kTable),
              HasSubstr("The sign-flip p cannot fall below 0.16 with 6 seeds and 5 compared arms."));  // 5 * 2 / 64
}

TEST(VerdictTableTest, ExactlyOneBaselineOrAnError) {
  ExperimentReport report = MadeUpReport();
  report.arms[1].baseline = true;
  EXPECT_EQ(BuildVerdictTable(report).status().message(),
            "experiment positions has 2 baseline arms; it needs exactly one");
}

TEST(VerdictTableTest, TunedLearningRatesAreNotClaimedUntuned) {
  ExperimentReport report = MadeUpReport();
  report.arms[1].differences.push_back({"training.learning_rate", "0.003", "0.001"});
  EXPECT_THAT(DescribeScope(Build(report)), HasSubstr("these learning rates"));
  EXPECT_THAT(DescribeTable(Build(report)), HasSubstr("at step 500"));
  report.num_steps = 0;
  EXPECT_THAT(DescribeScope(Build(report)), HasSubstr("these budgets"));
  EXPECT_THAT(DescribeTable(Build(report)), HasSubstr("at the last step of each arm"));
}

TEST(VerdictTableTest, JsonHoldsEveryNumberInFull) {
  const VerdictTable table = Build(MadeUpReport());
  const auto json = nlohmann::json::parse(FormatVerdictTable(table, TableFormat::kJson));
  ASSERT_EQ(json["arms"].size(), 6u);
  EXPECT_TRUE(json["arms"][0]["delta"].is_null());
  EXPECT_EQ(json["arms"][1]["delta_low"].get<double>(), table.rows[1].comparison.interval.low);
  EXPECT_EQ(json["arms"][1]["p_corrected"].get<double>(), table.rows[1].comparison.p_corrected);
  EXPECT_EQ(json["arms"][1]["verdict"], "better");
  EXPECT_TRUE(json["arms"][3]["valid/loss@x4"].is_null());
  EXPECT_EQ(json["noise"]["degrees"], 2);
}

TEST(VerdictTableTest, CsvHasOneLinePerArmAndNoHoles) {
  const std::vector<std::string> lines = Lines(FormatVerdictTable(Build(MadeUpReport()), TableFormat::kCsv));
  ASSERT_EQ(lines.size(), 8u);  // header, six arms, end
  const size_t columns = std::vector<std::string>(absl::StrSplit(lines[0], ',')).size();
  EXPECT_EQ(std::vector<std::string>(absl::StrSplit(lines[1], ',')).size(), columns);
  EXPECT_EQ(std::vector<std::string>(absl::StrSplit(lines[2], ',')).size(), columns);
}

TEST(VerdictTableTest, HostileNamesStayText) {
  ExperimentReport report = MadeUpReport();
  report.arms[1].name = "a|b\n\033[31m<script>";
  const VerdictTable table = Build(report);
  EXPECT_THAT(FormatVerdictTable(table, TableFormat::kTable),
              AllOf(HasSubstr("a|b\\n\\x1b[31m<script>"), Not(HasSubstr("\033"))));
  EXPECT_THAT(FormatVerdictTable(table, TableFormat::kMarkdown), AllOf(HasSubstr("a\\|b"), Not(HasSubstr("<script>"))));
}

}  // namespace
}  // namespace ceteris
