#include "data/utf8/printable.h"

#include <cstdint>

#include "absl/strings/str_format.h"
#include "data/utf8/utf8.h"

namespace ceteris {
namespace {

bool IsControl(int32_t code_point) {
  const bool c0_or_c1 = code_point < 0x20 || (code_point >= 0x7F && code_point < 0xA0);
  // Embeddings and overrides of the writing direction can make a line read as another.
  const bool turns_direction =
      (code_point >= 0x202A && code_point <= 0x202E) || (code_point >= 0x2066 && code_point <= 0x2069);
  return c0_or_c1 || turns_direction;
}

}  // namespace

std::string Printable(absl::string_view text) {
  std::string printable;
  for (size_t offset = 0; offset < text.size();) {
    const int32_t code_point = NextCodePoint(text, &offset);
    if (code_point == '\n') {
      printable += "\\n";
    } else if (code_point == '\t') {
      printable += "\\t";
    } else if (code_point >= 0 && IsControl(code_point)) {
      absl::StrAppendFormat(&printable, code_point < 0x100 ? "\\x%02x" : "\\u%04x", code_point);
    } else {
      AppendCodePoint(code_point, &printable);
    }
  }
  return printable;
}

}  // namespace ceteris
