#include "experiments/report/page/html_report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <regex>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "experiments/report/made_up_report.h"
#include "experiments/report/page/chart_data.h"
#include "experiments/report/page/html_text.h"
#include "nlohmann/json.hpp"

namespace ceteris {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

std::string Between(const std::string& text, const std::string& begin, const std::string& end) {
  const size_t from = text.find(begin) + begin.size();
  return text.substr(from, text.find(end, from) - from);
}

// Everything before the scripts: what a reader without JavaScript gets.
std::string StaticPart(const std::string& html) { return html.substr(0, html.find("<script")); }

TEST(HtmlReportTest, AnswersTheQuestionWithoutJavaScript) {
  const std::string page = StaticPart(HtmlReport(MadeUpReport()).value());
  EXPECT_THAT(
      page,
      AllOf(HasSubstr("<h1>Which positional encoding"), HasSubstr("Predicted before the first run"),
            HasSubstr("<b>rotary</b>, <b>alibi</b>"), HasSubstr("−0.0376 <span class=\"interval\">[−0.0428, −0.0324]"),
            HasSubstr("learned positions end at 128"), HasSubstr("103,232"), HasSubstr("model.decoder.position"),
            HasSubstr("0f3c5be9a1d2"), HasSubstr("seed 8"), HasSubstr("Holds at this size")));
  for (const ReportArm& arm : MadeUpReport().arms) EXPECT_THAT(page, HasSubstr(arm.name));
}

TEST(HtmlReportTest, NeedsNoNetwork) {
  const std::string page = HtmlReport(MadeUpReport()).value();
  const std::regex loads("(src|href)\\s*=\\s*\"|@import|url\\(\\s*['\"]?https?:", std::regex::icase);
  EXPECT_FALSE(std::regex_search(StaticPart(page), loads));
  EXPECT_THAT(page, Not(HasSubstr("<link")));
  EXPECT_THAT(page, Not(HasSubstr("<script src")));
}

TEST(HtmlReportTest, HostileTextStaysText) {
  const std::string attack = "</script><script>alert(1)</script>\"'&";
  ExperimentReport report = MadeUpReport();
  report.name = report.question = report.hypothesis = report.unit = attack;
  report.arms[1].name = attack;
  report.arms[1].differences = {{attack, attack, attack}};
  report.arms[1].attention_kernel = attack;
  report.drift_warnings = {attack};
  report.provenance[0].host = attack;
  CellOf(&report, 2, 3).state = CellState::kFailed;
  CellOf(&report, 2, 3).reason = attack;
  for (MetricValue& value : report.arms[3].cells[0].finals) {
    if (!value.undefined_reason.empty()) value.undefined_reason = attack;
  }
  const std::string page = HtmlReport(report).value();
  EXPECT_THAT(page, Not(HasSubstr("<script>alert")));
  EXPECT_THAT(page, Not(HasSubstr("\"'&")));
  // Three elements: data, D3, ours.
  EXPECT_EQ(std::vector<std::string>(absl::StrSplit(page, "</script>")).size(), 4u);
  const auto data = nlohmann::json::parse(Between(page, "id=\"data\">", "</script>"));
  EXPECT_EQ(data["arms"][1]["name"], attack);
}

TEST(HtmlReportTest, ElementsClose) {
  const std::string page = StaticPart(HtmlReport(MadeUpReport()).value());
  for (const char* element : {"table", "thead", "tbody", "tr", "td", "section", "figure", "div", "span", "details",
                              "header", "p", "ul", "li"}) {
    const auto count = [&](const std::string& pattern) {
      const std::regex regex(pattern);
      return std::distance(std::sregex_iterator(page.begin(), page.end(), regex), std::sregex_iterator());
    };
    EXPECT_EQ(count(absl::StrCat("<", element, "[ >]")), count(absl::StrCat("</", element, ">"))) << element;
  }
}

TEST(HtmlReportTest, EveryRowOfTheAnswerHasEveryColumn) {
  const std::string table = Between(HtmlReport(MadeUpReport()).value(), "<table class=\"answer\">", "</table>");
  const std::vector<std::string> rows = absl::StrSplit(table, "<tr");
  ASSERT_EQ(rows.size(), 8u);
  for (size_t i = 1; i < rows.size(); ++i) {
    EXPECT_EQ(std::vector<std::string>(absl::StrSplit(rows[i], i == 1 ? "</th>" : "</td>")).size(), i == 1 ? 11u : 10u)
        << rows[i];
  }
}

TEST(HtmlReportTest, DivergedAndEmptyExperimentsStillMakeAPage) {
  ExperimentReport report = MadeUpReport();
  for (const uint64_t seed : report.seeds) CellOf(&report, 1, seed).state = CellState::kDiverged;
  EXPECT_THAT(HtmlReport(report).value(), AllOf(HasSubstr("8 of 8 diverged"), HasSubstr(">diverged<")));
  for (ReportArm& arm : report.arms) arm.cells.clear();
  EXPECT_THAT(StaticPart(HtmlReport(report).value()), AllOf(HasSubstr("0 of 8, no verdict"), Not(HasSubstr(">nan"))));
  report.arms.resize(1);
  EXPECT_TRUE(HtmlReport(report).ok());
  report.arms.clear();
  EXPECT_FALSE(HtmlReport(report).ok());
}

TEST(ChartDataTest, LongCurvesAreThinnedButKeepTheirEnds) {
  ExperimentReport report = MadeUpReport();
  report.arms.resize(2);
  for (ReportArm& arm : report.arms) {
    arm.cells.resize(1);
    arm.cells[0].curves.resize(1);
    arm.cells[0].curves[0].points.clear();
    for (int step = 1; step <= 10001; ++step) arm.cells[0].curves[0].points.push_back({step, 1.0 / step});
  }
  const auto data = ChartData(report, BuildVerdictTable(report).value());
  const auto& points = data["curves"][0]["series"][0]["points"];
  EXPECT_LE(points.size(), static_cast<size_t>(kMostChartPoints) + 1);
  EXPECT_EQ(points.front()[0], 1);
  EXPECT_EQ(points.back()[0], 10001);
  EXPECT_EQ(data["curves"][1]["difference"], true);
  EXPECT_EQ(data["curves"][1]["series"].size(), 1u);  // the baseline differs from itself by nothing
  EXPECT_EQ(data["curves"][1]["series"][0]["points"][0][1], 0);
}

TEST(HtmlTextTest, EscapesAndTypesets) {
  EXPECT_EQ(EscapeHtml("<a href='x'>&\"\x01\xff"), "&lt;a href=&#39;x&#39;&gt;&amp;&quot;\xEF\xBF\xBD\xEF\xBF\xBD");
  EXPECT_EQ(TypesetNumbers("-0.1 [-0.2, -3] +-0.5 a-1"), "−0.1 [−0.2, −3] ±0.5 a-1");
  EXPECT_EQ(JsonForScript({{"a", "</script>&"}}), "{\"a\":\"\\u003c/script\\u003e\\u0026\"}");
}

}  // namespace
}  // namespace ceteris
