#include "experiments/report/attention/attention_picture.h"

#include <png.h>

#include <cmath>
#include <set>

#include "experiments/report/attention/made_up_attention.h"
#include "experiments/report/attention/picture_layout.h"
#include "gtest/gtest.h"

namespace ceteris {
namespace {

struct Pixels {
  int width = 0, height = 0;
  std::vector<uint8_t> bytes;
  // How dark a pixel is: 0 white.
  int InkAt(int x, int y) const { return 3 * 255 - bytes[At(x, y)] - bytes[At(x, y) + 1] - bytes[At(x, y) + 2]; }
  size_t At(int x, int y) const { return 3 * (static_cast<size_t>(y) * width + x); }
};

Pixels Read(const std::string& png) {
  png_image image = {};
  image.version = PNG_IMAGE_VERSION;
  EXPECT_NE(png_image_begin_read_from_memory(&image, png.data(), png.size()), 0);
  image.format = PNG_FORMAT_RGB;
  Pixels pixels{static_cast<int>(image.width), static_cast<int>(image.height), {}};
  pixels.bytes.resize(PNG_IMAGE_SIZE(image));
  EXPECT_NE(png_image_finish_read(&image, nullptr, pixels.bytes.data(), 0, nullptr), 0);
  return pixels;
}

TEST(AttentionPictureTest, EveryWeightIsASquareOfItsShade) {
  const AttentionMaps maps = MadeUpDecoder(8);
  const Pixels pixels = Read(*AttentionPng(maps));
  const PictureLayout layout = LayOut(maps);
  EXPECT_EQ(pixels.width, layout.width);
  EXPECT_EQ(pixels.height, layout.height);
  for (size_t l = 0; l < maps.layers.size(); ++l) {
    for (int head = 0; head < 4; ++head) {
      const Box map = layout.layers[l].MapOf(head);
      const int cell = layout.layers[l].cell;
      for (int q = 0; q < 8; ++q) {
        float previous = -1;
        int previous_ink = -1;
        for (int k = 0; k < 8; ++k) {
          const float weight = maps.layers[l].weights[(head * 8 + q) * 8 + k];
          const int ink = pixels.InkAt(map.x + k * cell + cell / 2, map.y + q * cell + cell / 2);
          EXPECT_EQ(weight == 0, ink == 0) << head << " " << q << " " << k;
          EXPECT_TRUE(weight < 1 || ink > 600);
          EXPECT_TRUE(previous < 0 || weight <= previous + 0.01 || ink > previous_ink);
          previous = weight;
          previous_ink = ink;
        }
      }
    }
  }
}

TEST(AttentionPictureTest, MapsDoNotOverlapAndStandInsideThePicture) {
  for (const AttentionMaps& maps : {MadeUpDecoder(1), MadeUpDecoder(24), MadeUpDecoder(120), MadeUpEncoderDecoder()}) {
    const PictureLayout layout = LayOut(maps);
    std::vector<Box> boxes;
    for (size_t l = 0; l < maps.layers.size(); ++l) {
      for (int head = 0; head < maps.layers[l].num_heads; ++head) boxes.push_back(layout.layers[l].MapOf(head));
    }
    for (size_t i = 0; i < boxes.size(); ++i) {
      EXPECT_LE(boxes[i].x + boxes[i].width, layout.width);
      EXPECT_LE(boxes[i].y + boxes[i].height + kCaptionPixels, layout.height);
      for (size_t j = 0; j < i; ++j) {
        const bool apart = boxes[j].x + boxes[j].width <= boxes[i].x || boxes[j].y + boxes[j].height <= boxes[i].y ||
                           boxes[i].x + boxes[i].width <= boxes[j].x || boxes[i].y + boxes[i].height <= boxes[j].y;
        EXPECT_TRUE(apart) << i << " " << j;
      }
    }
  }
}

TEST(AttentionPictureTest, LongTextsAreDrawnCoarser) {
  AttentionMaps maps;
  maps.sequences = {{"text", std::vector<std::string>(2000, "a"), 0}};
  AttentionLayer layer{"decoder.0.attention", 0, 0, 1, std::vector<float>(2000 * 2000, 0)};
  for (int place = 0; place < 2000; ++place) layer.weights[place * 2000 + place] = 1;
  maps.layers = {layer};
  const PictureLayout layout = LayOut(maps);
  EXPECT_EQ(layout.layers[0].coarse, 2);
  EXPECT_LT(layout.width, 2000);
  const Pixels pixels = Read(*AttentionPng(maps));
  // The diagonal stays as dark as it is.
  const Box map = layout.layers[0].MapOf(0);
  EXPECT_GT(pixels.InkAt(map.x + map.width / 2, map.y + map.height / 2), 600);
}

TEST(AttentionPictureTest, TheSameMapsGiveTheSameBytes) {
  EXPECT_EQ(*AttentionPng(MadeUpEncoderDecoder()), *AttentionPng(MadeUpEncoderDecoder()));
}

}  // namespace
}  // namespace ceteris
