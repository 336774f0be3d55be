#include "data/utf8/utf8.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ceteris {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::vector<int32_t> CodePoints(absl::string_view text) {
  std::vector<int32_t> code_points;
  for (size_t offset = 0; offset < text.size();) code_points.push_back(NextCodePoint(text, &offset));
  return code_points;
}

// The Unicode Standard, table 3-6, written out as arithmetic: an encoder that shares nothing with ICU.
std::string EncodeByTable(int32_t c) {
  const auto byte = [](int32_t value) { return static_cast<char>(value); };
  if (c < 0x80) return {byte(c)};
  if (c < 0x800) return {byte(0xC0 + c / 64), byte(0x80 + c % 64)};
  if (c < 0x10000) return {byte(0xE0 + c / 4096), byte(0x80 + c / 64 % 64), byte(0x80 + c % 64)};
  return {byte(0xF0 + c / 262144), byte(0x80 + c / 4096 % 64), byte(0x80 + c / 64 % 64), byte(0x80 + c % 64)};
}

TEST(Utf8Test, EveryCodePointIsReadAndWrittenAsTheStandardSays) {
  for (int32_t c = 0; c < kNumCodePoints; ++c) {
    if (c >= 0xD800 && c <= 0xDFFF) continue;  // surrogates: next test
    std::string written;
    AppendCodePoint(c, &written);
    ASSERT_EQ(written, EncodeByTable(c)) << c;
    ASSERT_THAT(CodePoints(written), ElementsAre(c));
    ASSERT_TRUE(CheckUtf8(written).ok()) << c;
  }
}

TEST(Utf8Test, WhatIsNoCodePointIsWrittenAsTheReplacementCharacter) {
  for (const int32_t c : {-1, 0xD800, 0xDFFF, 0x110000, 0x7FFFFFFF}) {
    std::string written;
    AppendCodePoint(c, &written);
    EXPECT_EQ(written, "\xEF\xBF\xBD") << c;
  }
}

TEST(Utf8Test, IllFormedBytesAreRefusedWhereverTheyStand) {
  const std::vector<std::string> ill_formed = {
      "\x80",              // a continuation byte alone
      "\xFF",              // never in UTF-8
      "\xC0\xAF",          // overlong '/'
      "\xE0\x80\xAF",      // overlong '/'
      "\xED\xA0\x80",      // the surrogate U+D800
      "\xF4\x90\x80\x80",  // above U+10FFFF
      "\xE2\x82",          // cut off
      "\xF0\x9F\x98",      // cut off
      "\xE9",              // Latin-1 e with acute
  };
  for (const std::string& bytes : ill_formed) {
    // Every distance from the start covers both the eight-byte stride and its rest.
    for (size_t before = 0; before < 20; ++before) {
      const absl::Status status =
          CheckUtf8("one\ntwo\n" + std::string(before, 'x') + bytes + " and more text behind it");
      EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
      EXPECT_THAT(std::string(status.message()), HasSubstr("line 3, byte " + std::to_string(before + 1) + ": 0x"));
    }
    EXPECT_FALSE(CheckUtf8(bytes).ok());
  }
}

TEST(Utf8Test, AnIllFormedPrefixIsOneErrorAndWhatFollowsIsRead) {
  EXPECT_THAT(CodePoints("a\xE2\x82z"), ElementsAre('a', kIllFormed, 'z'));
  EXPECT_THAT(CodePoints("\xFF\xFE!"), ElementsAre(kIllFormed, kIllFormed, '!'));
}

TEST(Utf8Test, GoodTextPasses) {
  EXPECT_TRUE(CheckUtf8("").ok());
  EXPECT_TRUE(CheckUtf8(std::string("a\0b", 3)).ok());
  EXPECT_TRUE(CheckUtf8("na\xC3\xAFve \xE2\x80\x94 \xF0\x9F\x98\x80").ok());
}

TEST(Utf8Test, PlacesCountFromOne) {
  EXPECT_EQ(DescribePlace("abc", 0), "line 1, byte 1");
  EXPECT_EQ(DescribePlace("ab\ncd", 2), "line 1, byte 3");
  EXPECT_EQ(DescribePlace("ab\ncd", 3), "line 2, byte 1");
  EXPECT_EQ(DescribePlace("\n\nx", 2), "line 3, byte 1");
}

TEST(Utf8Test, CodePointsAreDescribedForPeople) {
  EXPECT_EQ(DescribeCodePoint(0xE9), "'\xC3\xA9' (U+00E9)");
  EXPECT_EQ(DescribeCodePoint('\n'), "U+000A");
  EXPECT_EQ(DescribeCodePoint(0x202E), "U+202E");  // turns the rest of a terminal's line around
}

}  // namespace
}  // namespace ceteris
