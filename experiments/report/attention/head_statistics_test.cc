#include "experiments/report/attention/head_statistics.h"

#include <cmath>

#include "experiments/report/attention/made_up_attention.h"
#include "gtest/gtest.h"

namespace ceteris {
namespace {

TEST(HeadStatisticsTest, KnownHeadsHaveTheirNumbers) {
  constexpr int kTokens = 8;
  const AttentionMaps maps = MadeUpDecoder(kTokens);
  const HeadStatistics back = StatisticsOfHead(maps, maps.layers[0], 0);  // one place back, the first at itself
  EXPECT_NEAR(back.entropy, 0, 1e-9);
  EXPECT_NEAR(*back.distance, 7.0 / 8, 1e-6);
  const HeadStatistics alike = StatisticsOfHead(maps, maps.layers[0], 1);  // at all q + 1 places alike
  double bits = 0, apart = 0;
  for (int q = 0; q < kTokens; ++q) {
    bits += std::log2(q + 1.0) / kTokens;
    apart += q / 2.0 / kTokens;
  }
  EXPECT_NEAR(alike.entropy, bits, 1e-6);
  EXPECT_NEAR(*alike.distance, apart, 1e-6);
}

TEST(HeadStatisticsTest, BetweenTwoSequencesThereIsNoDistance) {
  const AttentionMaps maps = MadeUpEncoderDecoder();
  EXPECT_TRUE(StatisticsOfHead(maps, maps.layers[0], 0).distance.has_value());
  EXPECT_FALSE(StatisticsOfHead(maps, maps.layers[2], 0).distance.has_value());
  EXPECT_NEAR(StatisticsOfHead(maps, maps.layers[2], 1).entropy, std::log2(5.0), 1e-6);
}

TEST(HeadStatisticsTest, QueriesThatSeeNothingAreLeftOut) {
  AttentionMaps maps;
  maps.sequences = {{"text", {"a", "b", "c"}, 0}};
  maps.layers = {{"encoder.0.attention", 0, 0, 1, {0.5f, 0.5f, 0, 0, 0, 0, 0, 0.5f, 0.5f}}};
  const HeadStatistics head = StatisticsOfHead(maps, maps.layers[0], 0);
  EXPECT_NEAR(head.entropy, 1, 1e-6);
  EXPECT_NEAR(*head.distance, 0.5, 1e-6);
  maps.layers[0].weights.assign(9, 0);
  EXPECT_EQ(StatisticsOfHead(maps, maps.layers[0], 0).entropy, 0);
  EXPECT_FALSE(StatisticsOfHead(maps, maps.layers[0], 0).distance.has_value());
}

TEST(HeadStatisticsTest, PlacesOfAnImageAreApartInThePlane) {
  AttentionMaps maps;  // a class token and 2 x 2 squares
  maps.sequences = {{"patches", {"class", "0,0", "0,1", "1,0", "1,1"}, 2}};
  AttentionLayer layer{"encoder.0.attention", 0, 0, 1, std::vector<float>(25, 0)};
  layer.weights[0 * 5 + 4] = 1;     // the class token looks at a square: no distance
  layer.weights[1 * 5 + 4] = 1;     // from corner to corner
  layer.weights[2 * 5 + 0] = 0.5f;  // half at the class token, half one to the left
  layer.weights[2 * 5 + 1] = 0.5f;
  layer.weights[3 * 5 + 3] = 1;
  layer.weights[4 * 5 + 4] = 1;
  maps.layers = {layer};
  EXPECT_NEAR(*StatisticsOfHead(maps, layer, 0).distance, (std::sqrt(2.0) + 1 + 0 + 0) / 4, 1e-6);
}

}  // namespace
}  // namespace ceteris
