// A small picture of rectangles and text, as PNG: what goes where a page cannot.
//
// The font is in the binary (third_party/dejavu), so the same picture has the same bytes on every machine.
//
// Example:  Picture picture(320, 200, Color{255, 255, 255});
//           picture.Fill({10, 10, 50, 20}, Color{0, 114, 178});
//           picture.Text({10, 50}, "layer 0", Color{0, 0, 0}, TextStyle{12});
//           ASSIGN_OR_RETURN(const std::string png, picture.Png());
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace ceteris {

struct Color {
  uint8_t red = 0, green = 0, blue = 0;
};

// From one color to another in equal steps; share in [0, 1].
Color Mix(const Color& from, const Color& to, double share);

// Pixels from the top left corner.
struct Place {
  int x = 0, y = 0;
};
struct Box {
  int x = 0, y = 0, width = 0, height = 0;
};

enum class Anchor { kStart, kMiddle, kEnd };

struct TextStyle {
  int size = 12;  // pixels from line to line, about
  Anchor anchor = Anchor::kStart;
  bool upward = false;  // turned by a quarter: reads from the bottom to the top
};

class Picture {
 public:
  // All of one color. Width and height in [1, 20000]: CHECKed.
  Picture(int width, int height, const Color& color);

  int width() const { return width_; }
  int height() const { return height_; }

  // What lies outside is not drawn.
  void Fill(const Box& box, const Color& color);
  // The outline of a box, one pixel wide, inside it.
  void Outline(const Box& box, const Color& color);
  // place: where the base line begins, has its middle or ends. A letter that the font lacks becomes a box.
  void Text(const Place& place, absl::string_view text, const Color& color, const TextStyle& style);

  // How far a text goes along its base line.
  static int TextWidth(absl::string_view text, int size);
  // The text, cut to what `width` pixels hold, with an ellipsis where something is missing.
  static std::string Shorten(absl::string_view text, int size, int width);

  Color At(const Place& place) const;

  // INTERNAL where there is no memory for it.
  absl::StatusOr<std::string> Png() const;

 private:
  void Blend(const Place& place, const Color& color, double share);

  int width_, height_;
  std::vector<uint8_t> pixels_;  // red, green, blue, row by row
};

}  // namespace ceteris
