#include "experiments/report/picture/glyphs.h"

#include <freetype/freetype.h>

#include <map>
#include <utility>

#include "core/base/check.h"
#include "experiments/report/picture/sans_font.h"

namespace ceteris {
namespace {

class Font {
 public:
  Font() {
    CETERIS_CHECK(FT_Init_FreeType(&library_) == 0, "FreeType does not begin");
    const absl::string_view bytes = SansFont();
    const auto* data = reinterpret_cast<const FT_Byte*>(bytes.data());
    CETERIS_CHECK(FT_New_Memory_Face(library_, data, static_cast<FT_Long>(bytes.size()), 0, &face_) == 0, "font");
  }
  ~Font() { FT_Done_FreeType(library_); }
  Font(const Font&) = delete;
  Font& operator=(const Font&) = delete;

  const Glyph& Find(int32_t code_point, int size) {
    const auto known = glyphs_.find({code_point, size});
    if (known != glyphs_.end()) return known->second;
    return glyphs_[{code_point, size}] = Render(code_point, size);
  }

 private:
  Glyph Render(int32_t code_point, int size) {
    Glyph glyph;
    FT_Set_Pixel_Sizes(face_, 0, static_cast<FT_UInt>(size));
    // The font's own box where it lacks the letter. No hinting: letters keep their shapes and distances.
    const auto code = static_cast<FT_ULong>(code_point < 0 ? 0xFFFD : code_point);
    if (FT_Load_Char(face_, code, FT_LOAD_RENDER | FT_LOAD_NO_HINTING) != 0) return glyph;
    const FT_GlyphSlot slot = face_->glyph;
    glyph.left = slot->bitmap_left;
    glyph.top = slot->bitmap_top;
    glyph.width = static_cast<int>(slot->bitmap.width);
    glyph.height = static_cast<int>(slot->bitmap.rows);
    glyph.advance = static_cast<int>((slot->advance.x + 32) >> 6);  // in 64ths of a pixel
    for (int row = 0; row < glyph.height; ++row) {
      const uint8_t* line = slot->bitmap.buffer + row * slot->bitmap.pitch;
      glyph.shades.insert(glyph.shades.end(), line, line + glyph.width);
    }
    return glyph;
  }

  FT_Library library_ = nullptr;
  FT_Face face_ = nullptr;
  std::map<std::pair<int32_t, int>, Glyph> glyphs_;
};

}  // namespace

const Glyph& GlyphOf(int32_t code_point, int size) {
  thread_local Font font;
  return font.Find(code_point, size);
}

}  // namespace ceteris
