#include "data/tasks/mask_rule.h"

#include <cmath>
#include <map>
#include <set>

#include "core/base/counter_hash.h"
#include "gtest/gtest.h"

namespace ceteris {
namespace {

constexpr int64_t kVocabSize = 50;

config::MaskedLanguageModel Config(int32_t seq_len, double mask_rate) {
  config::MaskedLanguageModel config;
  config.set_seq_len(seq_len);
  config.set_mask_rate(mask_rate);
  return config;
}

TEST(MaskRuleTest, AWindowHasAFixedNumberOfThemAndAtLeastOne) {
  EXPECT_EQ(NumMasked(Config(128, 0.15)), 19);  // 19.2
  EXPECT_EQ(NumMasked(Config(10, 0.15)), 2);    // 1.5
  EXPECT_EQ(NumMasked(Config(1, 0.15)), 1);
  EXPECT_EQ(NumMasked(Config(3, 1e-9)), 1);
  EXPECT_EQ(NumMasked(Config(7, 1)), 7);
  for (uint64_t key = 0; key < 100; ++key) EXPECT_EQ(DrawMasks(Config(128, 0.15), kVocabSize, key).size(), 19u);
}

TEST(MaskRuleTest, NoTokenIsDrawnTwiceAndEveryPlaceEquallyOften) {
  const config::MaskedLanguageModel config = Config(10, 0.3);
  std::map<int64_t, int> places;
  for (uint64_t i = 0; i < 10000; ++i) {
    std::set<int64_t> of_window;
    for (const MaskedToken& mask : DrawMasks(config, kVocabSize, CounterHash(1, i))) {
      EXPECT_TRUE(of_window.insert(mask.index).second);
      ++places[mask.index];
    }
  }
  ASSERT_EQ(places.size(), 10u);
  EXPECT_EQ(places.begin()->first, 0);
  EXPECT_EQ(places.rbegin()->first, 9);
  for (const auto& [index, count] : places) EXPECT_NEAR(count, 3000, 5 * std::sqrt(3000 * 0.7)) << index;
}

TEST(MaskRuleTest, EightyTenTen) {
  const config::MaskedLanguageModel config = Config(100, 0.15);
  int num_masked = 0, num_random = 0, num_kept = 0;
  std::set<int64_t> random_tokens;
  for (uint64_t i = 0; i < 1000; ++i) {
    for (const MaskedToken& mask : DrawMasks(config, kVocabSize, CounterHash(2, i))) {
      if (mask.keeps) {
        ++num_kept;
      } else if (mask.token == kVocabSize) {
        ++num_masked;
      } else {
        ++num_random;
        EXPECT_TRUE(mask.token >= 0 && mask.token < kVocabSize);
        random_tokens.insert(mask.token);
      }
    }
  }
  EXPECT_EQ(num_masked + num_random + num_kept, 15000);
  EXPECT_NEAR(num_masked, 12000, 5 * std::sqrt(12000 * 0.2));
  EXPECT_NEAR(num_random, 1500, 5 * std::sqrt(1500 * 0.9));
  EXPECT_EQ(random_tokens.size(), static_cast<size_t>(kVocabSize));
}

TEST(MaskRuleTest, ASmallRateDrawsTheFirstOfALargerOne) {
  const auto few = DrawMasks(Config(50, 0.1), kVocabSize, 9), many = DrawMasks(Config(50, 0.5), kVocabSize, 9);
  ASSERT_EQ(few.size(), 5u);
  for (size_t i = 0; i < few.size(); ++i) {
    EXPECT_EQ(few[i].index, many[i].index);
    EXPECT_EQ(few[i].token, many[i].token);
  }
}

}  // namespace
}  // namespace ceteris
