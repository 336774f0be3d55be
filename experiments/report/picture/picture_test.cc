#include "experiments/report/picture/picture.h"

#include <png.h>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ceteris {
namespace {

constexpr Color kWhite = {255, 255, 255}, kBlack = {0, 0, 0}, kBlue = {0, 114, 178};

bool Same(const Color& a, const Color& b) { return a.red == b.red && a.green == b.green && a.blue == b.blue; }

// The smallest box that holds everything that is not white.
Box InkOf(const Picture& picture) {
  int left = picture.width(), top = picture.height(), right = -1, bottom = -1;
  for (int y = 0; y < picture.height(); ++y) {
    for (int x = 0; x < picture.width(); ++x) {
      if (Same(picture.At({x, y}), kWhite)) continue;
      left = std::min(left, x), right = std::max(right, x), top = std::min(top, y), bottom = std::max(bottom, y);
    }
  }
  return {left, top, right - left + 1, bottom - top + 1};
}

TEST(PictureTest, ThePngHasThePixels) {
  Picture picture(7, 3, kWhite);
  picture.Fill({2, 1, 3, 5}, kBlue);  // beyond the lower edge
  const std::string png = *picture.Png();
  png_image image = {};
  image.version = PNG_IMAGE_VERSION;
  ASSERT_NE(png_image_begin_read_from_memory(&image, png.data(), png.size()), 0);
  EXPECT_EQ(image.width, 7u);
  EXPECT_EQ(image.height, 3u);
  image.format = PNG_FORMAT_RGB;
  std::vector<uint8_t> pixels(7 * 3 * 3);
  ASSERT_NE(png_image_finish_read(&image, nullptr, pixels.data(), 0, nullptr), 0);
  for (int y = 0; y < 3; ++y) {
    for (int x = 0; x < 7; ++x) {
      const uint8_t* pixel = &pixels[3 * (7 * y + x)];
      const Color expected = y >= 1 && x >= 2 && x < 5 ? kBlue : kWhite;
      EXPECT_TRUE(Same({pixel[0], pixel[1], pixel[2]}, expected)) << x << " " << y;
    }
  }
}

TEST(PictureTest, TextStandsOnItsBaseLineWhereItIsAnchored) {
  for (const Anchor anchor : {Anchor::kStart, Anchor::kMiddle, Anchor::kEnd}) {
    Picture picture(200, 100, kWhite);
    picture.Text({100, 60}, "HHHH", kBlack, {20, anchor});
    const Box ink = InkOf(picture);
    const int width = Picture::TextWidth("HHHH", 20);
    const int begin = anchor == Anchor::kStart ? 100 : anchor == Anchor::kMiddle ? 100 - width / 2 : 100 - width;
    EXPECT_NEAR(ink.x, begin, 3);
    EXPECT_NEAR(ink.width, width, 6);
    EXPECT_NEAR(ink.y + ink.height, 60, 1);
    EXPECT_NEAR(ink.height, 15, 2);  // a capital of DejaVu is 0.73 of its size
  }
}

TEST(PictureTest, TurnedTextGoesUp) {
  Picture flat(200, 200, kWhite), turned(200, 200, kWhite);
  flat.Text({100, 100}, "Attention", kBlack, {14});
  turned.Text({100, 100}, "Attention", kBlack, {14, Anchor::kStart, /*upward=*/true});
  const Box lying = InkOf(flat), standing = InkOf(turned);
  EXPECT_EQ(lying.width, standing.height);
  EXPECT_EQ(lying.height, standing.width);
  EXPECT_NEAR(standing.y + standing.height, 100, 2);
}

TEST(PictureTest, LettersDifferAndALackingOneIsABox) {
  const auto ink = [](const char* text) {
    Picture picture(60, 40, kWhite);
    picture.Text({5, 30}, text, kBlack, {20});
    return *picture.Png();
  };
  EXPECT_NE(ink("a"), ink("b"));
  EXPECT_NE(ink("\u2423"), ink(""));        // an open box for a blank
  EXPECT_NE(ink("\u23ce"), ink("\u2423"));  // a line end
  EXPECT_EQ(ink("\u96ea"), ink("\u6708"));  // no Chinese in this font
  EXPECT_NE(ink("\u96ea"), ink(""));
}

TEST(PictureTest, ShortenedTextFits) {
  EXPECT_EQ(Picture::Shorten("short", 12, 200), "short");
  const std::string cut = Picture::Shorten("gr\u00fc\u00dfe an alle, die dies lesen", 12, 60);
  EXPECT_LE(Picture::TextWidth(cut, 12), 60);
  EXPECT_THAT(cut, ::testing::AllOf(::testing::StartsWith("gr\u00fc"), ::testing::EndsWith("\u2026")));
}

}  // namespace
}  // namespace ceteris
