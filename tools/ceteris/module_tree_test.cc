#include "tools/ceteris/module_tree.h"

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ceteris {
namespace {

ParameterRow Row(const std::string& name, std::vector<int64_t> shape) {
  ParameterRow row;
  row.name = name;
  row.count = 1;
  for (const int64_t size : shape) row.count *= size;
  row.shape = std::move(shape);
  row.share = static_cast<double>(row.count) / 100;
  row.decays = true;
  return row;
}

TEST(ModuleTreeTest, ModulesHoldTheSumsOfTheirTensors) {
  std::vector<ParameterRow> rows = {Row("embedding.token.weight", {10, 4})};
  for (int layer = 0; layer < 3; ++layer) {
    rows.push_back(Row(absl::StrCat("decoder.", layer, ".attention.query.weight"), {3, 4}));
    rows.push_back(Row(absl::StrCat("decoder.", layer, ".attention.query.bias"), {4}));
    rows.push_back(Row(absl::StrCat("decoder.", layer, ".norm.weight"), {4}));
  }
  const Table tree = ModuleTree(rows);
  std::vector<std::string> lines;
  for (const auto& row : tree.rows) {
    lines.push_back(
        absl::StrCat(CellText(row[0]), "|", CellText(row[1]), "|", CellText(row[2]), "|", CellText(row[3])));
  }
  EXPECT_THAT(lines, ::testing::ElementsAre("decoder.0-2||60|60.0 %", "  attention.query||48|48.0 %",
                                            "    bias|4|12|12.0 %", "    weight|3 x 4|36|36.0 %",
                                            "  norm.weight|4|12|12.0 %", "embedding.token.weight|10 x 4|40|40.0 %"));
}

}  // namespace
}  // namespace ceteris
