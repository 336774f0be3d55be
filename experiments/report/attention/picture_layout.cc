#include "experiments/report/attention/picture_layout.h"

#include <algorithm>

namespace ceteris {
namespace {

constexpr int kMapPixels = 240;  // of the side of a map, about
constexpr int kLargestCell = 20, kReadableCell = 10;
constexpr int kWidest = 1900, kHighest = 19000;  // pixels of the picture
constexpr int kGap = 14, kLayerTitle = 24, kLayerGap = 20;

int CellsOf(int places, int coarse) { return (places + coarse - 1) / coarse; }

// Everything but `top`, at the origin.
LayerLayout LayOutLayer(const AttentionMaps& maps, const AttentionLayer& layer, int coarse) {
  const int query_len = maps.sequences[layer.queries].size(), key_len = maps.sequences[layer.keys].size();
  LayerLayout layout;
  layout.coarse = coarse;
  const int rows = CellsOf(query_len, coarse), columns = CellsOf(key_len, coarse);
  layout.cell = std::min(kLargestCell, std::max(1, kMapPixels / std::max({1, rows, columns})));
  layout.has_labels = coarse == 1 && layout.cell >= kReadableCell;
  const int edge = layout.has_labels ? kLabelPixels : 0;
  layout.first = {edge, 0, columns * layout.cell, rows * layout.cell};
  layout.step_x = edge + std::max(layout.first.width, 150) + kGap;  // a caption is as wide
  layout.step_y = layout.first.height + edge + kCaptionPixels + kGap;
  layout.columns = std::min(layer.num_heads, std::max(1, (kWidest - 2 * kPictureMargin + kGap) / layout.step_x));
  layout.rows = (layer.num_heads + layout.columns - 1) / std::max(1, layout.columns);
  return layout;
}

PictureLayout LayOutCoarse(const AttentionMaps& maps, int coarse) {
  PictureLayout picture;
  picture.width = 700;
  int top = kPictureMargin + kPictureHeader;
  for (const AttentionLayer& layer : maps.layers) {
    LayerLayout layout = LayOutLayer(maps, layer, coarse);
    layout.top = top;
    layout.first.x += kPictureMargin;
    layout.first.y = top + kLayerTitle;
    top += kLayerTitle + layout.rows * layout.step_y + kLayerGap;
    picture.width = std::max(picture.width, 2 * kPictureMargin + layout.columns * layout.step_x - kGap);
    picture.layers.push_back(layout);
  }
  picture.height = top + kPictureMargin - kLayerGap;
  return picture;
}

}  // namespace

Box LayerLayout::MapOf(int head) const {
  return {first.x + head % columns * step_x, first.y + head / columns * step_y, first.width, first.height};
}

PictureLayout LayOut(const AttentionMaps& maps) {
  int longest = 1;
  for (const TokenSequence& sequence : maps.sequences) longest = std::max(longest, sequence.size());
  int coarse = 1;
  PictureLayout picture = LayOutCoarse(maps, coarse);
  while ((picture.width > kWidest || picture.height > kHighest) && coarse < longest) {
    picture = LayOutCoarse(maps, coarse *= 2);
  }
  return picture;
}

}  // namespace ceteris
