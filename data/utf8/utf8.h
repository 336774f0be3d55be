// UTF-8 by code points, through ICU's macros: strict (no surrogates, no overlong forms, nothing above U+10FFFF).
//
// Example:  size_t offset = 0;
//           while (offset < text.size()) Use(NextCodePoint(text, &offset));
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace ceteris {

constexpr int32_t kIllFormed = -1;
constexpr int32_t kReplacementCharacter = 0xFFFD;
constexpr int32_t kNumCodePoints = 0x110000;

// The code point at *offset < text.size(), which is moved behind it. kIllFormed where there is none: *offset then moves
// behind the longest prefix of one (at least one byte), as the Unicode Standard recommends for replacing it
// (section 3.9).
int32_t NextCodePoint(absl::string_view text, size_t* offset);

// Appends the UTF-8 form of a code point; U+FFFD for what is none (negative, a surrogate, too large).
void AppendCodePoint(int32_t code_point, std::string* text);

// `'é' (U+00E9)`; a control or private character as `U+0007` alone.
std::string DescribeCodePoint(int32_t code_point);

// `line 3, byte 17`, both from 1; lines end in a line feed. The place of text[offset]. O(offset).
std::string DescribePlace(absl::string_view text, size_t offset);

// OK, or INVALID_ARGUMENT `line 3, byte 17: 0xff is not UTF-8`, the first place that is not. O(text).
absl::Status CheckUtf8(absl::string_view text);

}  // namespace ceteris
