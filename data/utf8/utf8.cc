#include "data/utf8/utf8.h"

#include <unicode/utf.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <cstring>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace ceteris {
namespace {

// The first byte at or after `offset` that is not ASCII, eight at a time: most text is.
size_t SkipAscii(absl::string_view text, size_t offset) {
  constexpr uint64_t kHighBits = 0x8080808080808080;
  for (; offset + sizeof(uint64_t) <= text.size(); offset += sizeof(uint64_t)) {
    uint64_t bytes;
    std::memcpy(&bytes, text.data() + offset, sizeof(bytes));
    if ((bytes & kHighBits) != 0) break;
  }
  while (offset < text.size() && U8_IS_SINGLE(text[offset])) ++offset;
  return offset;
}

bool IsPrintable(int32_t code_point) {
  const bool control = code_point < 0x20 || (code_point >= 0x7F && code_point < 0xA0);
  const bool invisible =
      (code_point >= 0x200B && code_point <= 0x200F) || (code_point >= 0x2028 && code_point <= 0x202E);
  const bool private_use = (code_point >= 0xE000 && code_point <= 0xF8FF) || code_point >= 0xF0000;
  return !control && !invisible && !private_use && code_point != 0xFEFF && U_IS_UNICODE_CHAR(code_point);
}

}  // namespace

int32_t NextCodePoint(absl::string_view text, size_t* offset) {
  const auto* bytes = reinterpret_cast<const uint8_t*>(text.data());
  const size_t length = text.size();
  size_t at = *offset;  // ICU's functions take 32-bit offsets; its macros take any
  UChar32 code_point;
  U8_NEXT(bytes, at, length, code_point);
  *offset = at;
  return code_point < 0 ? kIllFormed : code_point;
}

void AppendCodePoint(int32_t code_point, std::string* text) {
  if (!U_IS_UNICODE_CHAR(code_point) && !U_IS_UNICODE_NONCHAR(code_point)) code_point = kReplacementCharacter;
  uint8_t bytes[U8_MAX_LENGTH];
  int32_t length = 0;
  U8_APPEND_UNSAFE(bytes, length, code_point);
  text->append(reinterpret_cast<const char*>(bytes), static_cast<size_t>(length));
}

std::string DescribeCodePoint(int32_t code_point) {
  std::string number = absl::StrFormat("U+%04X", code_point);
  if (!IsPrintable(code_point)) return number;
  std::string character;
  AppendCodePoint(code_point, &character);
  return absl::StrCat("'", character, "' (", number, ")");
}

std::string DescribePlace(absl::string_view text, size_t offset) {
  const absl::string_view before = text.substr(0, offset);
  const int64_t line = std::count(before.begin(), before.end(), '\n') + 1;
  const size_t line_feed = before.rfind('\n');
  const size_t line_begin = line_feed == absl::string_view::npos ? 0 : line_feed + 1;
  return absl::StrCat("line ", line, ", byte ", offset - line_begin + 1);
}

absl::Status CheckUtf8(absl::string_view text) {
  for (size_t offset = SkipAscii(text, 0); offset < text.size(); offset = SkipAscii(text, offset)) {
    const size_t begin = offset;
    if (NextCodePoint(text, &offset) != kIllFormed) continue;
    return absl::InvalidArgumentError(
        absl::StrFormat("%s: 0x%02x is not UTF-8", DescribePlace(text, begin), static_cast<uint8_t>(text[begin])));
  }
  return absl::OkStatus();
}

}  // namespace ceteris
