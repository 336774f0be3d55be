#include "experiments/report/picture/picture.h"

#include <png.h>

#include <algorithm>
#include <cmath>

#include "absl/strings/str_cat.h"
#include "core/base/check.h"
#include "data/utf8/utf8.h"
#include "experiments/report/picture/glyphs.h"

namespace ceteris {
namespace {

constexpr int kMostPixels = 20000;  // of a side
constexpr char kEllipsis[] = "\u2026";

}  // namespace

Color Mix(const Color& from, const Color& to, double share) {
  const auto mix = [share](uint8_t a, uint8_t b) { return static_cast<uint8_t>(std::lround(a + share * (b - a))); };
  return {mix(from.red, to.red), mix(from.green, to.green), mix(from.blue, to.blue)};
}

Picture::Picture(int width, int height, const Color& color) : width_(width), height_(height) {
  CETERIS_CHECK(width >= 1 && width <= kMostPixels && height >= 1 && height <= kMostPixels,
                absl::StrCat("a picture of ", width, " x ", height, " pixels"));
  pixels_.resize(static_cast<size_t>(width) * height * 3);
  Fill({0, 0, width, height}, color);
}

void Picture::Fill(const Box& box, const Color& color) {
  const int right = std::min(width_, box.x + box.width), bottom = std::min(height_, box.y + box.height);
  for (int y = std::max(0, box.y); y < bottom; ++y) {
    for (int x = std::max(0, box.x); x < right; ++x) Blend({x, y}, color, 1);
  }
}

void Picture::Outline(const Box& box, const Color& color) {
  Fill({box.x, box.y, box.width, 1}, color);
  Fill({box.x, box.y + box.height - 1, box.width, 1}, color);
  Fill({box.x, box.y, 1, box.height}, color);
  Fill({box.x + box.width - 1, box.y, 1, box.height}, color);
}

void Picture::Text(const Place& place, absl::string_view text, const Color& color, const TextStyle& style) {
  const int width = style.anchor == Anchor::kStart ? 0 : TextWidth(text, style.size);
  int pen = style.anchor == Anchor::kMiddle ? -width / 2 : -width;
  for (size_t offset = 0; offset < text.size();) {
    const Glyph& glyph = GlyphOf(NextCodePoint(text, &offset), style.size);
    for (int row = 0; row < glyph.height; ++row) {
      for (int column = 0; column < glyph.width; ++column) {
        const int along = pen + glyph.left + column, up = glyph.top - row;
        const Place pixel = style.upward ? Place{place.x - up, place.y - along} : Place{place.x + along, place.y - up};
        Blend(pixel, color, glyph.shades[row * glyph.width + column] / 255.0);
      }
    }
    pen += glyph.advance;
  }
}

int Picture::TextWidth(absl::string_view text, int size) {
  int width = 0;
  for (size_t offset = 0; offset < text.size();) width += GlyphOf(NextCodePoint(text, &offset), size).advance;
  return width;
}

std::string Picture::Shorten(absl::string_view text, int size, int width) {
  if (TextWidth(text, size) <= width) return std::string(text);
  const int room = width - TextWidth(kEllipsis, size);
  std::string shortened;
  for (size_t offset = 0; offset < text.size();) {
    const size_t begin = offset;
    NextCodePoint(text, &offset);
    const std::string longer = absl::StrCat(shortened, text.substr(begin, offset - begin));
    if (TextWidth(longer, size) > room) break;
    shortened = longer;
  }
  return shortened + kEllipsis;
}

Color Picture::At(const Place& place) const {
  const uint8_t* pixel = &pixels_[3 * (static_cast<size_t>(place.y) * width_ + place.x)];
  return {pixel[0], pixel[1], pixel[2]};
}

void Picture::Blend(const Place& place, const Color& color, double share) {
  if (place.x < 0 || place.x >= width_ || place.y < 0 || place.y >= height_ || share <= 0) return;
  uint8_t* pixel = &pixels_[3 * (static_cast<size_t>(place.y) * width_ + place.x)];
  const Color mixed = share >= 1 ? color : Mix({pixel[0], pixel[1], pixel[2]}, color, share);
  pixel[0] = mixed.red;
  pixel[1] = mixed.green;
  pixel[2] = mixed.blue;
}

absl::StatusOr<std::string> Picture::Png() const {
  png_image image = {};
  image.version = PNG_IMAGE_VERSION;
  image.width = static_cast<png_uint_32>(width_);
  image.height = static_cast<png_uint_32>(height_);
  image.format = PNG_FORMAT_RGB;
  png_alloc_size_t size = PNG_IMAGE_PNG_SIZE_MAX(image);  // a bound: without compression
  std::string png(size, '\0');
  if (png_image_write_to_memory(&image, png.data(), &size, /*convert_to_8_bit=*/0, pixels_.data(), /*row_stride=*/0,
                                /*colormap=*/nullptr) == 0) {
    return absl::InternalError(absl::StrCat("PNG: ", image.message));
  }
  png.resize(size);
  return png;
}

}  // namespace ceteris
