#include "experiments/report/braille_canvas.h"

#include <cstdlib>

#include "absl/strings/str_cat.h"
#include "data/utf8/utf8.h"

namespace ceteris {

BrailleCanvas::Character* BrailleCanvas::At(int x, int y) {
  if (x < 0 || y < 0 || x >= width() || y >= height()) return nullptr;
  return &cells_[static_cast<size_t>(y / 4) * columns_ + x / 2];
}

void BrailleCanvas::Dot(int x, int y, int pen) {
  // Bits of U+2800 + b: the left column is 0, 1, 2, 6 from the top, the right one 3, 4, 5, 7.
  static constexpr uint8_t kBit[4][2] = {{0x01, 0x08}, {0x02, 0x10}, {0x04, 0x20}, {0x40, 0x80}};
  Character* character = At(x, y);
  if (character == nullptr) return;
  character->dots |= kBit[y % 4][x % 2];
  if (character->letter == 0) character->pen = pen;
}

void BrailleCanvas::Line(int x0, int y0, int x1, int y1, int pen) {
  // Bresenham 1965. All points lie between the ends, so a line of any length costs no more than the canvas is wide and
  // high.
  const int dx = std::abs(x1 - x0), dy = -std::abs(y1 - y0);
  const int step_x = x0 < x1 ? 1 : -1, step_y = y0 < y1 ? 1 : -1;
  int error = dx + dy;
  while (true) {
    Dot(x0, y0, pen);
    if (x0 == x1 && y0 == y1) return;
    const int twice = 2 * error;
    if (twice >= dy) {
      error += dy;
      x0 += step_x;
    }
    if (twice <= dx) {
      error += dx;
      y0 += step_y;
    }
  }
}

void BrailleCanvas::Letter(int x, int y, char letter, int pen) {
  Character* character = At(x, y);
  if (character == nullptr || character->letter != 0) return;
  character->letter = letter;
  character->pen = pen;
}

std::string BrailleCanvas::PenColor(int pen) {
  static constexpr int kColors[] = {33, 208, 36, 175, 220, 117, 166, 246};
  return absl::StrCat("\033[38;5;", kColors[pen % 8], "m");
}

std::string BrailleCanvas::Row(int row, bool color) const {
  std::string text;
  int pen = -1;
  for (int column = 0; column < columns_; ++column) {
    const Character& character = cells_[static_cast<size_t>(row) * columns_ + column];
    if (color && character.pen != pen && character.pen >= 0) text += PenColor(pen = character.pen);
    if (character.letter != 0) {
      text += character.letter;
    } else if (character.dots == 0) {
      text += ' ';
    } else {
      AppendCodePoint(0x2800 + character.dots, &text);
    }
  }
  if (color && pen >= 0) text += "\033[0m";
  text.erase(text.find_last_not_of(' ') + 1);
  return text;
}

}  // namespace ceteris
