#include "experiments/report/curve_plot.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "experiments/report/braille_canvas.h"
#include "experiments/report/display_width.h"
#include "experiments/report/made_up_report.h"

namespace ceteris {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(CurveBandTest, MeanAndSpreadOverSeedsWithoutReplicates) {
  ExperimentReport report;
  report.arms.resize(1);
  for (int i = 0; i < 4; ++i) {
    ReportCell cell;
    cell.seed = i;
    cell.state = CellState::kSucceeded;
    cell.curves = {{"loss", {{0, 4.0}, {10, 1.0 + i}}}};
    report.arms[0].cells.push_back(cell);
  }
  report.arms[0].cells[3].replicate = 1;
  report.arms[0].cells[2].curves[0].points.push_back({20, NAN});
  const CurveBand band = CollectBands(report, "loss")[0];
  ASSERT_EQ(band.points.size(), 2u);  // step 20 has no finite value
  EXPECT_EQ(band.points[0].sd, 0);
  EXPECT_EQ(band.points[1].n, 3);
  EXPECT_DOUBLE_EQ(band.points[1].mean, 2);
  EXPECT_DOUBLE_EQ(band.points[1].sd, 1);
  EXPECT_EQ(band.points[1].low, 1);
  EXPECT_EQ(band.points[1].high, 3);
}

TEST(CurveBandTest, DivergedSeedsAreCountedNotDrawn) {
  ExperimentReport report = MadeUpReport();
  ReportCell& cell = CellOf(&report, 1, 4);
  cell.state = CellState::kDiverged;
  cell.curves[0].points.back().value = 1e30;
  const CurveBand band = CollectBands(report, "valid/loss")[1];
  EXPECT_EQ(band.left_out, 1);
  EXPECT_LT(band.points.back().high, 3);
  EXPECT_THAT(PlotCurves(CollectBands(report, "valid/loss"), {}), HasSubstr("; 1 diverged or failed, not drawn"));
}

TEST(CurveBandTest, PrimaryMetricComesFirst) {
  EXPECT_THAT(CurveMetrics(MadeUpReport()), ::testing::ElementsAre("valid/loss", "train/loss"));
}

TEST(BrailleCanvasTest, DotsFormTheUnicodePattern) {
  BrailleCanvas canvas(2, 1);
  canvas.Dot(0, 0, 0);
  EXPECT_EQ(canvas.Row(0, false), "⠁");
  canvas.Line(0, 3, 1, 3, 0);
  EXPECT_EQ(canvas.Row(0, false), "⣁");
  canvas.Line(2, 0, 2, 3, 1);
  EXPECT_EQ(canvas.Row(0, false), "⣁⡇");
  canvas.Dot(99, -1, 0);  // outside: nothing
  EXPECT_EQ(canvas.Row(0, true), BrailleCanvas::PenColor(0) + "⣁" + BrailleCanvas::PenColor(1) + "⡇\033[0m");
}

TEST(CurvePlotTest, FitsItsWidthAndNamesEveryArm) {
  for (const int width : {60, 80, 120}) {
    CurvePlotOptions options;
    options.width = width;
    const std::string plot = PlotCurves(CollectBands(MadeUpReport(), "valid/loss"), options);
    for (const absl::string_view line : absl::StrSplit(plot, '\n'))
      EXPECT_LE(DisplayWidth(line), std::max(width, 66)) << line;
    EXPECT_THAT(plot, AllOf(HasSubstr("A sinusoidal *"), HasSubstr("F none"), HasSubstr("  step"), HasSubstr(" 500\n"),
                            Not(HasSubstr("\033"))));
  }
}

TEST(CurvePlotTest, AFallingCurveFalls) {
  CurveBand band{"a", true, {}, 0};
  for (int step = 0; step <= 100; ++step) band.points.push_back({step, 1.0 - step / 100.0, 0, 0, 0, 1});
  const std::vector<std::string> lines = absl::StrSplit(PlotCurves({band}, {40, 10, false, false}), '\n');
  // Columns of the first and the last drawn character, by row.
  const auto column = [](const std::string& line) { return DisplayWidth(line); };
  for (int row = 1; row < 10; ++row) EXPECT_GT(column(lines[row]), column(lines[row - 1]));
  EXPECT_TRUE(absl::StrContains(lines[0], "1.0")) << lines[0];
}

TEST(CurvePlotTest, NothingAndOnePointAndEqualValues) {
  EXPECT_EQ(PlotCurves({}, {}), "nothing to plot yet\n");
  EXPECT_EQ(PlotCurves({{"a", true, {}, 0}}, {}), "nothing to plot yet\n");
  EXPECT_THAT(PlotCurves({{"a", true, {{5, 2.0, 0, 2.0, 2.0, 1}}, 0}}, {}), HasSubstr("2"));
  EXPECT_THAT(PlotCurves({{"a", true, {{5, 2.0, 0, 2, 2, 1}, {6, 2.0, 0, 2, 2, 1}}, 0}}, {}), HasSubstr("at step 6"));
}

TEST(CurvePlotTest, LaterStepsAloneShowTheEnd) {
  CurvePlotOptions options;
  options.first_step = 400;
  const std::string plot = PlotCurves(CollectBands(MadeUpReport(), "valid/loss"), options);
  EXPECT_THAT(plot, AllOf(HasSubstr("400 "), Not(HasSubstr("3."))));
}

}  // namespace
}  // namespace ceteris
