#include "experiments/report/table_format.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "absl/strings/str_cat.h"
#include "experiments/report/display_width.h"
#include "experiments/report/number_format.h"
#include "nlohmann/json.hpp"

namespace ceteris {
namespace {

using ::testing::HasSubstr;

Table Sample() {
  Table table{{"arm", "arm"}, {"loss", "valid loss", Align::kRight}, {"ok", "ok"}};
  table.AddRow({"rotary", TableCell(1.87412345678901, "1.87"), true});
  table.AddRow({"日本", 2.5});  // a short row, wide characters
  return table;
}

TEST(TableFormatTest, ColumnsAlignByWhatTheyTakeOnScreen) {
  EXPECT_EQ(FormatTable(Sample(), TableFormat::kTable),
            "arm     valid loss  ok\n"
            "rotary        1.87  true\n"
            "日本           2.5\n");
}

TEST(TableFormatTest, WideTablesFoldIntoBlocksThatRepeatTheFirstColumn) {
  EXPECT_EQ(FormatTable(Sample(), TableFormat::kTable, {20, false}),
            "arm     valid loss\n"
            "rotary        1.87\n"
            "日本           2.5\n"
            "\n"
            "arm     ok\n"
            "rotary  true\n"
            "日本\n");
}

TEST(TableFormatTest, CsvQuotesByTheRfcAndKeepsFullPrecision) {
  Table table{{"name", "Name"}, {"value", "Value"}};
  table.AddRow({"say \"hi\", twice", 0.1});
  table.AddRow({"two\nlines", std::nan("")});
  table.AddRow({"", 1.0 / 3});
  table.AddRow({" padded", -INFINITY});
  EXPECT_EQ(FormatTable(table, TableFormat::kCsv),
            "name,value\n\"say \"\"hi\"\", twice\",0.1\n\"two\nlines\",nan\n,0.3333333333333333\n\" padded\",-inf\n");
}

TEST(TableFormatTest, JsonKeepsTypesAndSurvivesBrokenText) {
  Table table{{"a", "A"}, {"b", "B"}, {"c", "C"}, {"d", "D"}};
  table.AddRow({int64_t{9007199254740993}, std::nan(""), std::string("bad \xff"), TableCell()});
  const auto json = nlohmann::json::parse(FormatTable(table, TableFormat::kJson));
  EXPECT_EQ(json[0]["a"].get<int64_t>(), 9007199254740993);
  EXPECT_TRUE(json[0]["b"].is_null());
  EXPECT_EQ(json[0]["c"], "bad \xEF\xBF\xBD");
  EXPECT_TRUE(json[0]["d"].is_null());
  EXPECT_EQ(FormatTable(Table{{"a", "A"}}, TableFormat::kJson), "[]\n");
}

TEST(TableFormatTest, MarkdownCellsCannotBreakOut) {
  Table table{{"a", "A"}};
  table.AddRow({"x | y\n# z <b> `c`"});
  EXPECT_EQ(FormatTable(table, TableFormat::kMarkdown), "| A |\n| --- |\n| x \\| y\\\\n# z &lt;b> \\`c\\` |\n");
}

TEST(TableFormatTest, NoStoredTextDrivesTheTerminal) {
  Table table{{"a", "A"}};
  table.AddRow(
      {"\033]0;owned\007\xE2\x80\xAE"
       "abc\xff"});
  EXPECT_EQ(FormatTable(table, TableFormat::kTable), "A\n\\x1b]0;owned\\x07\\u202eabc\xEF\xBF\xBD\n");
}

TEST(TableFormatTest, UnknownFormatNamesTheRightOnes) {
  EXPECT_THAT(ParseTableFormat("xml").status().message(), HasSubstr("use table, csv, json or md"));
  EXPECT_EQ(*ParseTableFormat("md"), TableFormat::kMarkdown);
}

TEST(DisplayWidthTest, CountsColumnsNotBytes) {
  EXPECT_EQ(DisplayWidth("naïve"), 5);
  EXPECT_EQ(DisplayWidth("日本語"), 6);
  EXPECT_EQ(DisplayWidth("e\xCC\x81"), 1);  // e and a combining acute accent
  EXPECT_EQ(DisplayWidth(""), 0);
}

TEST(DisplayWidthTest, WrapKeepsWordsWhole) {
  EXPECT_EQ(WrapText("one two three", 8, "  "), "  one\n  two\n  three");
  EXPECT_EQ(WrapText("one two three", 9, "  "), "  one two\n  three");
  EXPECT_EQ(WrapText("unbreakable", 4, ""), "unbreakable");
}

TEST(NumberFormatTest, WhatIsNotZeroNeverLooksLikeZero) {
  EXPECT_EQ(FormatSigned(0.00002, 4), "+0.00002");
  EXPECT_EQ(FormatSigned(-0.00004, 4), "-0.00004");
  EXPECT_EQ(FormatSigned(0, 4), "+0.0000");
  EXPECT_EQ(FormatSigned(-0.0, 4), "+0.0000");
  EXPECT_EQ(FormatFixed(1e-30, 4), "1.0e-30");
  EXPECT_EQ(FormatFixed(-2.5e11, 2), "-2.5e+11");
}

TEST(NumberFormatTest, PValuesStayOnTheirSideOfFivePercent) {
  EXPECT_EQ(FormatP(0.00001), "<0.0001");
  EXPECT_EQ(FormatP(0.0234375), "0.0234");
  EXPECT_EQ(FormatP(0.714), "0.71");
  EXPECT_EQ(FormatP(0.049999), "0.049999");
  EXPECT_EQ(FormatP(0.05), "0.0500");
  EXPECT_EQ(FormatP(std::nan("")), "-");
}

TEST(NumberFormatTest, CountsScalesAndTimes) {
  EXPECT_EQ(FormatCount(124439808), "124,439,808");
  EXPECT_EQ(FormatCount(-1000), "-1,000");
  EXPECT_EQ(FormatCount(999), "999");
  EXPECT_EQ(FormatSignedCount(8192), "+8,192");
  EXPECT_EQ(FormatScaled(620000), "620 k");
  EXPECT_EQ(FormatScaled(999999), "1 M");
  EXPECT_EQ(FormatSeconds(0.84), "0.8 s");
  EXPECT_EQ(FormatSeconds(185), "3 min 05 s");
  EXPECT_EQ(FormatSeconds(7620), "2 h 07 min");
  EXPECT_EQ(DecimalsFor(0.0061), 4);
  EXPECT_EQ(DecimalsFor(12), 0);
  EXPECT_EQ(FormatSd(0.0061, 4), ".0061");
}

}  // namespace
}  // namespace ceteris
