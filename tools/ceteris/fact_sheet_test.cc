#include "tools/ceteris/fact_sheet.h"

#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "gtest/gtest.h"
#include "nlohmann/json.hpp"

namespace ceteris {
namespace {

FactSheet Sheet() {
  FactSheet sheet;
  sheet.AddFacts("made by", {{"FLOPs per token", TableCell(812544.0, "813 k")}, {"time, about", "a word or two"}});
  Table table{{"seed", "seed"}, {"reason", "reason"}};
  table.AddRow({1, ""});
  table.AddRow({2, ""});
  sheet.AddTable("trials", table);
  return sheet;
}

TEST(FactSheetTest, JsonKeepsValuesAndHasPlainKeys) {
  const nlohmann::json json = nlohmann::json::parse(FormatFactSheet(Sheet(), TableFormat::kJson));
  EXPECT_EQ(json["made_by"]["flops_per_token"], 812544.0);
  EXPECT_EQ(json["made_by"]["time_about"], "a word or two");
  EXPECT_EQ(json["trials"][1]["seed"], 2);
}

TEST(FactSheetTest, CsvHasOneFactALine) {
  EXPECT_EQ(FormatFactSheet(Sheet(), TableFormat::kCsv),
            "section,row,name,value\nmade_by,,flops_per_token,812544\nmade_by,,time_about,a word or two\n"
            "trials,1,seed,1\ntrials,1,reason,\ntrials,2,seed,2\ntrials,2,reason,\n");
}

TEST(FactSheetTest, PeopleSeeNoEmptyColumnAndNoLineBeyondTheWidth) {
  FactSheet sheet = Sheet();
  sheet.AddFacts("question", {{"text", "which of them is the best, and is it better at every length that was asked?"}});
  const std::string text = FormatFactSheet(sheet, TableFormat::kTable, {/*width=*/40});
  EXPECT_TRUE(absl::StrContains(text, "  FLOPs per token  813 k\n")) << text;
  EXPECT_FALSE(absl::StrContains(text, "reason"));
  for (const absl::string_view line : absl::StrSplit(text, '\n')) EXPECT_LE(line.size(), 40u) << line;
}

TEST(FactSheetTest, WhatATerminalWouldObeyIsShown) {
  FactSheet sheet;
  sheet.AddFacts("trial", {{"reason", "\033[2Jgone"}});
  EXPECT_FALSE(absl::StrContains(FormatFactSheet(sheet, TableFormat::kTable), "\033"));
}

}  // namespace
}  // namespace ceteris
