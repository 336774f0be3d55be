#include "data/digits/digit_images.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>

#include "gtest/gtest.h"

namespace ceteris {
namespace {

DigitImages Load() {
  auto digits = LoadDigitImages();
  EXPECT_TRUE(digits.ok()) << digits.status();
  return *std::move(digits);
}

TEST(DigitImagesTest, HasTheImagesThatItsDescriptionCounts) {
  const DigitImages digits = Load();
  ASSERT_EQ(digits.pixels.size(), 1797u);
  ASSERT_EQ(digits.classes.size(), 1797u);
  std::map<int, int> counts;
  for (const uint8_t digit : digits.classes) ++counts[digit];
  const int expected[] = {178, 182, 177, 183, 181, 182, 181, 179, 174, 180};  // UCI, optdigits.names, testing
  for (int digit = 0; digit < 10; ++digit) EXPECT_EQ(counts[digit], expected[digit]) << digit;
}

// The first image is a nought.
TEST(DigitImagesTest, LooksLikeDigits) {
  const DigitImages digits = Load();
  EXPECT_EQ(digits.classes[0], 0);
  EXPECT_EQ(digits.classes[1], 1);
  const auto picture = [&](size_t image) {
    std::string text;
    for (size_t i = 0; i < digits.pixels[image].size(); ++i) {
      text += digits.pixels[image][i] > 8 ? '#' : '.';
      if (i % 8 == 7) text += '\n';
    }
    return text;
  };
  EXPECT_EQ(picture(0),
            "...##...\n"
            "..####..\n"
            "..#..#..\n"
            "..#.....\n"
            ".....#..\n"
            "..#..#..\n"
            "..#.##..\n"
            "...##...\n");
}

TEST(DigitImagesTest, EverySplitHasEveryClassAndNoImageIsInTwo) {
  const DigitImages digits = Load();
  std::set<int32_t> seen;
  const double share[] = {0.7, 0.1, 0.2};
  for (const Split split : {Split::kTrain, Split::kValidation, Split::kTest}) {
    std::map<int, int> classes;
    for (const int32_t image : digits.of(split)) {
      EXPECT_TRUE(seen.insert(image).second) << image;
      ++classes[digits.classes[static_cast<size_t>(image)]];
    }
    EXPECT_EQ(classes.size(), 10u) << SplitName(split);
    EXPECT_TRUE(std::is_sorted(digits.of(split).begin(), digits.of(split).end()));
    EXPECT_NEAR(static_cast<double>(digits.of(split).size()), 1797 * share[static_cast<int>(split)], 85);
  }
  EXPECT_EQ(seen.size(), 1797u);
}

}  // namespace
}  // namespace ceteris
