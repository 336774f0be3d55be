// Where the maps of a picture of attention stand.
#pragma once

#include <vector>

#include "experiments/report/attention/attention_maps.h"
#include "experiments/report/picture/picture.h"

namespace ceteris {

// One layer: its maps in rows of `columns`.
struct LayerLayout {
  int top = 0;                 // of the layer's name
  int columns = 1, rows = 1;   // of maps
  int cell = 1;                // pixels of the side of a weight
  int coarse = 1;              // places of a sequence that share a cell
  Box first;                   // the map of head 0
  int step_x = 0, step_y = 0;  // from a map to the next
  bool has_labels = false;     // tokens are named

  Box MapOf(int head) const;
};

struct PictureLayout {
  int width = 0, height = 0;
  std::vector<LayerLayout> layers;
};

constexpr int kPictureMargin = 24;
constexpr int kPictureHeader = 74;  // title, text and facts
constexpr int kLabelPixels = 56;    // room for the name of a token
constexpr int kCaptionPixels = 18;

PictureLayout LayOut(const AttentionMaps& maps);

}  // namespace ceteris
