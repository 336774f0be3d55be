#include "experiments/report/metric_tables.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_split.h"
#include "experiments/report/export_rows.h"
#include "experiments/report/made_up_report.h"
#include "nlohmann/json.hpp"

namespace ceteris {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

std::string Text(const Table& table) { return FormatTable(table, TableFormat::kTable); }

TEST(MetricTableTest, IntervalsWithoutVerdictWords) {
  const std::string text = Text(MetricTable(MadeUpReport(), "valid/loss@x4").value());
  EXPECT_THAT(text, AllOf(HasSubstr("0/8"), HasSubstr("learned positions end at 128"), HasSubstr(" [-"),
                          Not(HasSubstr("better"))));
  const auto json =
      nlohmann::json::parse(FormatTable(MetricTable(MadeUpReport(), "valid/loss@x4").value(), TableFormat::kJson));
  EXPECT_LT(json[1]["delta_low"].get<double>(), json[1]["delta"].get<double>());
  EXPECT_TRUE(json[0]["delta"].is_null());
  EXPECT_TRUE(json[3]["mean"].is_null());
}

TEST(LedgerTableTest, CostsBesideTheBaseline) {
  const std::string text = Text(LedgerTable(MadeUpReport()).value());
  EXPECT_THAT(text, AllOf(HasSubstr("103,232"), HasSubstr("+8,192"), HasSubstr("620 k"), HasSubstr("+5.3 %"),
                          HasSubstr("1.02 M")));
}

TEST(SeedTableTest, ShowsEveryTrialAndWhyOneHasNoValue) {
  ExperimentReport report = MadeUpReport();
  CellOf(&report, 1, 2).state = CellState::kDiverged;
  CellOf(&report, 2, 3).state = CellState::kFailed;
  EXPECT_THAT(Text(SeedTable(report)), AllOf(HasSubstr("seed 8"), HasSubstr("DIVERGED"), HasSubstr("FAILED")));
}

TEST(ExportTest, OneRowPerTrialReplicatesIncluded) {
  const Table rows = TrialRows(MadeUpReport());
  EXPECT_EQ(rows.rows.size(), 50u);
  const std::string csv = FormatTable(rows, TableFormat::kCsv);
  EXPECT_THAT(csv, AllOf(HasSubstr("valid/loss@x4 undefined"), HasSubstr("learned positions end at 128")));
}

TEST(ExportTest, CurveRowsHoldEveryPoint) {
  // 50 trials, 11 validation points (0, 50, ..., 500) and 50 training points (10, ..., 500) each.
  EXPECT_EQ(CurveRows(MadeUpReport()).rows.size(), 50u * 61);
}

TEST(ExportTest, JsonHoldsAllAndSurvivesNanAndHugeSeeds) {
  ExperimentReport report = MadeUpReport();
  report.arms[0].cells[0].seed = UINT64_MAX;
  report.arms[0].cells[0].curves[0].points[0].value = NAN;
  const auto json = nlohmann::json::parse(ExportJson(report));
  EXPECT_EQ(json["trials"].size(), 50u);
  EXPECT_EQ(json["trials"][0]["seed"], "18446744073709551615");
  EXPECT_TRUE(json["curves"][0]["value"].is_null());
  EXPECT_EQ(json["verdicts"]["arms"].size(), 6u);
  report.arms[1].baseline = true;
  EXPECT_TRUE(nlohmann::json::parse(ExportJson(report))["verdicts"].is_null());
}

}  // namespace
}  // namespace ceteris
