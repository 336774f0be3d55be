#include "tools/ceteris/parameter_table.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

namespace ceteris {
namespace {

ParameterRow Row(const std::string& name, std::vector<int64_t> shape, bool decays = true) {
  ParameterRow row{name, shape, 1, 0.01, decays, absl::nullopt};
  for (const int64_t size : shape) row.count *= size;
  return row;
}

// 12 equal layers (so that names sort 0, 1, 10, 11, 2, ...), the last but one with another width.
std::vector<ParameterRow> Rows() {
  std::vector<ParameterRow> rows = {Row("embedding.token.weight", {68, 64})};
  for (int layer = 0; layer < 12; ++layer) {
    rows.push_back(Row(absl::StrCat("decoder.", layer, ".inner.weight"), {layer == 10 ? 128 : 256, 64}));
    rows.push_back(Row(absl::StrCat("decoder.", layer, ".inner.bias"), {256}, /*decays=*/false));
  }
  return rows;
}

int64_t Total(const Table& table) {
  int64_t total = 0;
  for (const auto& row : table.rows) total += std::get<int64_t>(row[2].value);
  return total;
}

TEST(ParameterTableTest, FoldsOnlyNeighboursThatAreAlikeAndLosesNothing) {
  const Table full = ParameterTable(Rows(), /*fold_layers=*/false);
  const Table folded = ParameterTable(Rows(), /*fold_layers=*/true);
  EXPECT_EQ(full.rows.size(), 25u);
  std::vector<std::string> names;
  for (const auto& row : folded.rows) names.push_back(CellText(row[0]));
  EXPECT_EQ(names,
            (std::vector<std::string>{"decoder.0-11.inner.bias", "decoder.0-9.inner.weight", "decoder.10.inner.weight",
                                      "decoder.11.inner.weight", "embedding.token.weight"}));
  EXPECT_EQ(Total(folded), Total(full));
  EXPECT_EQ(CellText(folded.rows[0][2]), "3,072");
  EXPECT_EQ(CellText(folded.rows[1][1]), "256 x 64");
}

}  // namespace
}  // namespace ceteris
