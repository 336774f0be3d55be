// The letters of the one font of our pictures, as grey pixels.
#pragma once

#include <cstdint>
#include <vector>

namespace ceteris {

struct Glyph {
  int left = 0, top = 0;  // of the pixels, from the pen: to the right, and up
  int width = 0, height = 0;
  int advance = 0;              // of the pen, in pixels
  std::vector<uint8_t> shades;  // 255: all ink; row by row from the top
};

// Thread-safe: every thread has its own font. The glyph lives as long as the thread.
const Glyph& GlyphOf(int32_t code_point, int size);

}  // namespace ceteris
