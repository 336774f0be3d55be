#include "experiments/report/attention/attention_picture.h"

#include <algorithm>
#include <cmath>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "experiments/report/attention/head_table.h"
#include "experiments/report/attention/picture_layout.h"
#include "experiments/report/attention/token_label.h"
#include "experiments/report/picture/picture.h"

namespace ceteris {
namespace {

constexpr Color kPaper = {255, 255, 255}, kInk = {28, 32, 36}, kSoft = {91, 100, 109}, kLine = {205, 209, 213};
constexpr Color kBlue = {0, 114, 178};
constexpr int kText = 12, kSmallText = 11, kTitle = 18;
constexpr int kMostPixels = 20000;

// As the page shades: the square root of the weight, from paper over blue to ink.
Color Shade(float weight) {
  const double share = std::sqrt(std::min(1.0f, std::max(0.0f, weight)));
  return share < 0.65 ? Mix(kPaper, kBlue, share / 0.65) : Mix(kBlue, kInk, (share - 0.65) / 0.35);
}

// Draws the maps of one layer.
class LayerDrawing {
 public:
  LayerDrawing(const AttentionMaps& maps, const AttentionLayer& layer, const LayerLayout& layout, Picture* picture)
      : layer_(layer),
        layout_(layout),
        queries_(maps.sequences[layer.queries]),
        keys_(maps.sequences[layer.keys]),
        captions_(HeadCaptions(maps, layer)),
        picture_(picture) {}

  void Draw() {
    picture_->Text({kPictureMargin, layout_.top + kText}, layer_.name, kInk, {kText + 1});
    for (int head = 0; head < layer_.num_heads; ++head) {
      const Box map = layout_.MapOf(head);
      DrawWeights(head, map);
      picture_->Outline({map.x - 1, map.y - 1, map.width + 2, map.height + 2}, kLine);
      if (layout_.has_labels) DrawLabels(map);
      const int below = map.y + map.height + (layout_.has_labels ? kLabelPixels : 0) + kCaptionPixels - 4;
      picture_->Text({map.x, below}, captions_[head], kSoft, {kSmallText});
    }
  }

 private:
  void DrawWeights(int head, const Box& map) {
    const int rows = map.height / layout_.cell, columns = map.width / layout_.cell;
    for (int row = 0; row < rows; ++row) {
      for (int column = 0; column < columns; ++column) {
        picture_->Fill({map.x + column * layout_.cell, map.y + row * layout_.cell, layout_.cell, layout_.cell},
                       Shade(LargestWeight(head, row * layout_.coarse, column * layout_.coarse)));
      }
    }
  }

  // Of the square of `coarse` places that begins here.
  float LargestWeight(int head, int query, int key) const {
    const int query_end = std::min(queries_.size(), query + layout_.coarse);
    const int key_end = std::min(keys_.size(), key + layout_.coarse);
    float largest = 0;
    for (int q = query; q < query_end; ++q) {
      const float* row = &layer_.weights[(static_cast<size_t>(head) * queries_.size() + q) * keys_.size()];
      for (int k = key; k < key_end; ++k) largest = std::max(largest, row[k]);
    }
    return largest;
  }

  void DrawLabels(const Box& map) {
    const int size = std::min(kSmallText, layout_.cell), room = kLabelPixels - 8;
    for (int i = 0; i < queries_.size(); ++i) {
      const int middle = map.y + i * layout_.cell + layout_.cell / 2 + size / 3;
      picture_->Text({map.x - 5, middle}, Picture::Shorten(queries_.labels[i], size, room), kSoft,
                     {size, Anchor::kEnd});
    }
    for (int i = 0; i < keys_.size(); ++i) {
      const int middle = map.x + i * layout_.cell + layout_.cell / 2 + size / 3;
      picture_->Text({middle, map.y + map.height + 5}, Picture::Shorten(keys_.labels[i], size, room), kSoft,
                     {size, Anchor::kEnd, /*upward=*/true});
    }
  }

  const AttentionLayer& layer_;
  const LayerLayout& layout_;
  const TokenSequence &queries_, &keys_;
  const std::vector<std::string> captions_;
  Picture* const picture_;
};

}  // namespace

absl::StatusOr<std::string> AttentionPng(const AttentionMaps& maps) {
  const PictureLayout layout = LayOut(maps);
  if (layout.width > kMostPixels || layout.height > kMostPixels) {
    return absl::ResourceExhaustedError(absl::StrCat("a picture of ", maps.layers.size(), " layers would be ",
                                                     layout.height, " pixels high, more than ", kMostPixels));
  }
  Picture picture(layout.width, layout.height, kPaper);
  const int room = layout.width - 2 * kPictureMargin;
  picture.Text({kPictureMargin, kPictureMargin + kTitle}, absl::StrCat("Attention: ", maps.title), kInk, {kTitle});
  std::vector<std::string> facts;
  for (const auto& [name, value] : maps.facts) facts.push_back(absl::StrCat(name, ": ", value));
  picture.Text({kPictureMargin, kPictureMargin + kTitle + 22}, Picture::Shorten(TokenLabel(maps.text), kText, room),
               kInk, {kText});
  picture.Text({kPictureMargin, kPictureMargin + kTitle + 40},
               Picture::Shorten(absl::StrJoin(facts, "   "), kSmallText, room), kSoft, {kSmallText});
  for (size_t i = 0; i < maps.layers.size(); ++i) {
    LayerDrawing(maps, maps.layers[i], layout.layers[i], &picture).Draw();
  }
  return picture.Png();
}

}  // namespace ceteris
