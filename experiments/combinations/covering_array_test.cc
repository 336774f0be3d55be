#include "experiments/combinations/covering_array.h"

#include <gtest/gtest.h>

#include <set>
#include <tuple>

namespace ceteris {
namespace {

std::set<std::tuple<int, int, int, int>> PairsOf(const std::vector<Row>& rows) {
  std::set<std::tuple<int, int, int, int>> pairs;
  for (const Row& row : rows) {
    for (size_t a = 0; a < row.size(); ++a) {
      for (size_t b = a + 1; b < row.size(); ++b) pairs.insert({a, row[a], b, row[b]});
    }
  }
  return pairs;
}

TEST(CoveringArrayTest, EveryPairOccursInFewRows) {
  const std::vector<int> sizes = {4, 3, 3, 2, 2, 5, 1};
  const CoveringArray array = CoverPairs(sizes, [](const Row&) { return true; });
  size_t pairs = 0;
  for (size_t a = 0; a < sizes.size(); ++a) {
    for (size_t b = a + 1; b < sizes.size(); ++b) pairs += sizes[a] * sizes[b];
  }
  EXPECT_EQ(PairsOf(array.rows).size(), pairs);
  EXPECT_EQ(array.num_pairs, static_cast<int>(pairs));
  EXPECT_GE(array.rows.size(), 20u);  // 5 x 4 values of the two largest axes need as many rows
  EXPECT_LE(array.rows.size(), 30u);  // of 4 * 3 * 3 * 2 * 2 * 5 = 720
  EXPECT_TRUE(array.refused.empty());
}

// Value 1 of axis 0 does not go with values 1 and 2 of axis 2; value 2 of axis 1 never goes.
TEST(CoveringArrayTest, RefusedPairsAreFoundAndInNoRow) {
  const auto accepts = [](const Row& row) { return !(row[0] == 1 && row[2] > 0) && row[1] != 2; };
  const CoveringArray array = CoverPairs({2, 3, 3, 2}, accepts);
  for (const Row& row : array.rows) EXPECT_TRUE(accepts(row));
  ASSERT_EQ(array.refused.size(), 2u);
  EXPECT_EQ(array.refused[0].axis, 0);
  EXPECT_EQ(array.refused[0].value, 1);
  EXPECT_EQ(array.refused[0].other_axis, 2);
  EXPECT_EQ(array.refused_alone, (std::vector<std::pair<int, int>>{{1, 2}}));
  // 2*2 + 2*3 - 2 + 2*2 + 2*3 + 2*2 + 3*2 pairs are left.
  EXPECT_EQ(PairsOf(array.rows).size(), 28u);
  EXPECT_EQ(array.num_pairs, 28);
}

TEST(CoveringArrayTest, ARefusedBaseHasNoRows) {
  EXPECT_TRUE(CoverPairs({2, 2}, [](const Row&) { return false; }).rows.empty());
  EXPECT_TRUE(CoverPairs({}, [](const Row&) { return true; }).rows.empty());
}

TEST(CoveringArrayTest, OneAxisAloneHasNoPairs) {
  EXPECT_EQ(CoverPairs({3}, [](const Row&) { return true; }).num_pairs, 0);
}

}  // namespace
}  // namespace ceteris
