// A drawing surface for a terminal: every character is 2 x 4 dots (Unicode's braille patterns).
//
// Example:  BrailleCanvas canvas(/*columns=*/60, /*rows=*/15);
//           canvas.Line(0, 0, 119, 59, /*pen=*/0);
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace ceteris {

class BrailleCanvas {
 public:
  BrailleCanvas(int columns, int rows) : columns_(columns), rows_(rows), cells_(static_cast<size_t>(columns) * rows) {}

  int width() const { return 2 * columns_; }  // in dots
  int height() const { return 4 * rows_; }

  // (0, 0) is the upper left dot; dots outside are left out. The last pen in a character gives it its color.
  void Dot(int x, int y, int pen);
  void Line(int x0, int y0, int x1, int y1, int pen);
  // Puts a letter over the character that holds the dot.
  void Letter(int x, int y, char letter, int pen);

  // One row of characters, in the pens' colors (ANSI) or without.
  std::string Row(int row, bool color) const;

  // "\033[38;5;33m": colors that people with any color vision tell apart (Okabe and Ito), repeating after 8 pens.
  static std::string PenColor(int pen);

 private:
  struct Character {
    uint8_t dots = 0;
    char letter = 0;
    int pen = -1;
  };
  Character* At(int x, int y);

  int columns_, rows_;
  std::vector<Character> cells_;
};

}  // namespace ceteris
