#include "experiments/report/page/line_chart_page.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"

namespace ceteris {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::Pair;

constexpr char kHeader[] = "chart,x_label,y_label,series,x,y\n";

TEST(LineChartTest, KeepsTheOrderOfNamesAndSortsPoints) {
  const auto charts = ParseLineCharts(
      absl::StrCat(kHeader, "time,tokens,ms,full,256,4\nmemory,tokens,MiB,full,128,1\ntime,tokens,ms,linear,128,0.5\n",
                   "time,tokens,ms,full,128,1.25e0\n"));
  ASSERT_TRUE(charts.ok()) << charts.status();
  ASSERT_EQ(charts->size(), 2);
  const LineChart& time = charts->front();
  EXPECT_EQ(time.title, "time");
  EXPECT_EQ(time.x_label, "tokens");
  EXPECT_EQ(time.y_label, "ms");
  ASSERT_EQ(time.series.size(), 2);
  EXPECT_EQ(time.series[1].name, "linear");
  EXPECT_THAT(time.series[0].points, ElementsAre(Pair(128, 1.25), Pair(256, 4)));
}

TEST(LineChartTest, RefusesWhatCannotBeDrawnAndNamesTheLine) {
  const auto why = [](const std::string& rows) {
    return std::string(ParseLineCharts(absl::StrCat(kHeader, rows)).status().message());
  };
  EXPECT_THAT(why("a,b,c,d,1,2\na,b,c,d,2\n"), HasSubstr("line 3: 5 fields"));
  EXPECT_THAT(why("a,b,c,d,1,two\n"), HasSubstr("\"two\" is not a number"));
  for (const char* bad : {"0", "-1", "nan", "inf"}) {
    EXPECT_THAT(why(absl::StrCat("a,b,c,d,1,", bad)), HasSubstr("cannot stand on a logarithmic axis"));
    EXPECT_THAT(why(absl::StrCat("a,b,c,d,", bad, ",1")), HasSubstr("cannot stand on a logarithmic axis"));
  }
  EXPECT_THAT(why("a,b,c,d,1,2\na,b,c,d,1,3\n"), HasSubstr("line 3: a second point"));
  EXPECT_THAT(why(""), HasSubstr("no row"));
  EXPECT_FALSE(ParseLineCharts("").ok());
  EXPECT_FALSE(ParseLineCharts("x,y\n1,2\n").ok());
}

TEST(LineChartPageTest, EveryNumberIsInATableWithoutJavaScript) {
  const LineChart chart{"Time", "tokens", "ms", {{"full", {{128, 1.25}, {256, 4.5}}}, {"linear", {{256, 0.625}}}}};
  const std::string page = LineChartPageText({"Cost", "What it costs.", {chart}});
  const std::string fixed = page.substr(0, page.find("<script"));
  for (const char* text : {"<h1>Cost</h1>", "What it costs.", "128", "1.25", "256", "4.5", "0.625", "linear"}) {
    EXPECT_THAT(fixed, HasSubstr(text));
  }
  EXPECT_THAT(fixed, HasSubstr("id=\"chart-0\""));
  EXPECT_THAT(page, HasSubstr("\"points\":[[128.0,1.25],[256.0,4.5]]"));
}

TEST(LineChartPageTest, HostileTextStaysText) {
  const std::string attack = "</script><script>alert(1)</script>\"'&";
  const std::string page = LineChartPageText({attack, attack, {{attack, attack, attack, {{attack, {{1, 2}}}}}}});
  EXPECT_THAT(page, Not(HasSubstr("<script>alert")));
  EXPECT_THAT(page, Not(HasSubstr("<link")));
}

}  // namespace
}  // namespace ceteris
