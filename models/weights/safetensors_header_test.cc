#include "models/weights/safetensors_header.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"

namespace ceteris {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::string ErrorOf(absl::string_view json, uint64_t buffer_size) {
  const absl::StatusOr<SafetensorsHeader> header = ParseSafetensorsHeader(json, buffer_size);
  return header.ok() ? "accepted" : std::string(header.status().message());
}

std::string Entry(absl::string_view name, absl::string_view dtype, absl::string_view shape, absl::string_view offsets) {
  return absl::StrCat("\"", name, "\":{\"dtype\":\"", dtype, "\",\"shape\":[", shape, "],\"data_offsets\":[", offsets,
                      "]}");
}

TEST(SafetensorsHeaderTest, ReadsTensorsInTheOrderOfTheirBytes) {
  const std::string json = absl::StrCat("{\"__metadata__\":{\"format\":\"pt\"},", Entry("late", "F32", "2,3", "8,32"),
                                        ",", Entry("early", "I64", "", "0,8"), "}  ");
  const absl::StatusOr<SafetensorsHeader> header = ParseSafetensorsHeader(json, 32);
  ASSERT_TRUE(header.ok()) << header.status();
  ASSERT_EQ(header->tensors.size(), 2u);
  EXPECT_EQ(header->tensors[0].name, "early");
  EXPECT_TRUE(header->tensors[0].shape.empty());
  EXPECT_EQ(header->tensors[1].name, "late");
  EXPECT_THAT(header->tensors[1].shape, ElementsAre(2, 3));
  EXPECT_EQ(header->tensors[1].begin, 8u);
  EXPECT_EQ(header->metadata.at("format"), "pt");
}

TEST(SafetensorsHeaderTest, AnEmptyFileOfTensorsIsAFile) {
  EXPECT_TRUE(ParseSafetensorsHeader("{}      ", 0).ok());
  EXPECT_TRUE(ParseSafetensorsHeader(absl::StrCat("{", Entry("a", "F32", "0,1099511627776", "0,0"), "}"), 0).ok());
}

TEST(SafetensorsHeaderTest, RefusesOverlapsHolesAndUncoveredBytes) {
  const std::string two = absl::StrCat("{", Entry("a", "F32", "2", "0,8"), ",");
  EXPECT_THAT(ErrorOf(absl::StrCat(two, Entry("b", "F32", "2", "4,12"), "}"), 12), HasSubstr("begin at 4"));
  EXPECT_THAT(ErrorOf(absl::StrCat(two, Entry("b", "F32", "2", "0,8"), "}"), 8),
              HasSubstr("\"b\": its bytes begin at 0"));
  EXPECT_THAT(ErrorOf(absl::StrCat(two, Entry("b", "F32", "2", "12,20"), "}"), 20), HasSubstr("overlaps and holes"));
  EXPECT_THAT(ErrorOf(absl::StrCat("{", Entry("a", "F32", "2", "4,12"), "}"), 12), HasSubstr("begin at 4"));
  EXPECT_THAT(ErrorOf(absl::StrCat("{", Entry("a", "F32", "2", "0,8"), "}"), 9), HasSubstr("cover 8 of the 9 bytes"));
  EXPECT_THAT(ErrorOf("{}", 1), HasSubstr("cover 0 of the 1"));
}

TEST(SafetensorsHeaderTest, RefusesOffsetsThatDoNotFitShapeOrFile) {
  EXPECT_THAT(ErrorOf(absl::StrCat("{", Entry("a", "F32", "2", "0,8"), "}"), 7),
              HasSubstr("do not lie in the 7 bytes"));
  EXPECT_THAT(ErrorOf(absl::StrCat("{", Entry("a", "F32", "2", "8,0"), "}"), 8), HasSubstr("do not lie"));
  EXPECT_THAT(ErrorOf(absl::StrCat("{", Entry("a", "F32", "3", "0,8"), "}"), 8),
              HasSubstr("ask for 12 bytes, data_offsets hold 8"));
  EXPECT_THAT(ErrorOf(absl::StrCat("{", Entry("a", "F64", "2", "0,8"), "}"), 8), HasSubstr("ask for 16 bytes"));
}

TEST(SafetensorsHeaderTest, RefusesShapesThatOverflow) {
  // 2^61 * 8 = 2^64 is 0 in 64 bits: without the check an empty buffer would back a huge tensor.
  EXPECT_THAT(ErrorOf(absl::StrCat("{", Entry("a", "F64", "2305843009213693952", "0,0"), "}"), 0),
              HasSubstr("overflows"));
  EXPECT_THAT(ErrorOf(absl::StrCat("{", Entry("a", "U8", "4294967296,4294967296", "0,0"), "}"), 0),
              HasSubstr("overflows"));
  EXPECT_THAT(ErrorOf(absl::StrCat("{", Entry("a", "U8", "9223372036854775807,2,0", "0,0"), "}"), 0),
              HasSubstr("overflows"));
  EXPECT_THAT(ErrorOf(absl::StrCat("{", Entry("a", "U8", "9223372036854775808", "0,0"), "}"), 0),
              HasSubstr("above 2^63 - 1"));
  EXPECT_THAT(ErrorOf(absl::StrCat("{", Entry("a", "U8", "36893488147419103232", "0,0"), "}"), 0),
              HasSubstr("no whole number"));
  EXPECT_THAT(ErrorOf(absl::StrCat("{", Entry("a", "U8", "1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1", "0,1"), "}"), 1),
              HasSubstr("16 dimensions"));
}

TEST(SafetensorsHeaderTest, RefusesDuplicateKeysAtEveryLevel) {
  const std::string a = Entry("a", "U8", "", "0,1");
  EXPECT_THAT(ErrorOf(absl::StrCat("{", a, ",", a, "}"), 1), HasSubstr("tensor \"a\": the name occurs twice"));
  EXPECT_THAT(ErrorOf(R"({"a":{"dtype":"U8","dtype":"U8","shape":[],"data_offsets":[0,1]}})", 1),
              HasSubstr("\"dtype\" occurs twice"));
  EXPECT_THAT(ErrorOf(R"({"__metadata__":{"x":"1","x":"2"}})", 0), HasSubstr("\"x\" occurs twice"));
  EXPECT_THAT(ErrorOf(R"({"__metadata__":{},"__metadata__":{}})", 0), HasSubstr("occurs twice"));
  // The same key spelled with an escape is the same key.
  EXPECT_THAT(ErrorOf(absl::StrCat("{", a, ",", Entry("\\u0061", "U8", "", "0,1"), "}"), 1), HasSubstr("occurs twice"));
}

TEST(SafetensorsHeaderTest, RefusesWhateverIsNotExactlyAHeader) {
  const struct {
    const char* json;
    const char* error;
  } kCases[] = {
      {"", "begin with '{'"},
      {" {}", "begin with '{'"},
      {"[]", "begin with '{'"},
      {"{", "no JSON at byte"},
      {"{}{}", "no JSON at byte"},
      {"{} x", "no JSON at byte"},
      {R"({"a":1})", "number where none"},
      {R"({"a":null})", "null"},
      {R"({"a":true})", "true or false"},
      {R"({"a":"F32"})", "unexpected text"},
      {R"({"a":[]})", "list where none"},
      {R"({"":{"dtype":"U8","shape":[],"data_offsets":[0,1]}})", "without a name"},
      {R"({"a":{}})", "must all be there"},
      {R"({"a":{"dtype":"U8","shape":[]}})", "must all be there"},
      {R"({"a":{"dtype":"U8","shape":[],"data_offsets":[0,1],"more":1}})", "unknown key \"more\""},
      {R"({"a":{"dtype":1,"shape":[],"data_offsets":[0,1]}})", "number where none"},
      {R"({"a":{"dtype":"U8","shape":1,"data_offsets":[0,1]}})", "number where none"},
      {R"({"a":{"dtype":"U8","shape":[-1],"data_offsets":[0,1]}})", "negative number -1"},
      {R"({"a":{"dtype":"U8","shape":[1.0],"data_offsets":[0,1]}})", "1.0 is no whole number"},
      {R"({"a":{"dtype":"U8","shape":["1"],"data_offsets":[0,1]}})", "unexpected text"},
      {R"({"a":{"dtype":"U8","shape":[[1]],"data_offsets":[0,1]}})", "list where none"},
      {R"({"a":{"dtype":"U8","shape":[],"data_offsets":[0]}})", "two numbers"},
      {R"({"a":{"dtype":"U8","shape":[],"data_offsets":[0,1,1]}})", "two numbers"},
      {R"({"a":{"dtype":"U8","shape":[],"data_offsets":[0,{}]}})", "object where none"},
      {R"({"a":{"dtype":"F8_E4M3","shape":[],"data_offsets":[0,1]}})", "dtype \"F8_E4M3\" is not read here"},
      {R"({"__metadata__":{"a":1}})", "number where none"},
      {R"({"__metadata__":{"a":{}}})", "object where none"},
      {R"({"__metadata__":[]})", "list where none"},
      {"{\"\xff\":{}}", "no JSON at byte"},
  };
  for (const auto& c : kCases) EXPECT_THAT(ErrorOf(c.json, 1), HasSubstr(c.error)) << c.json;
  EXPECT_THAT(ErrorOf(absl::string_view("{}\0{}", 5), 0), HasSubstr("NUL byte"));
}

TEST(SafetensorsHeaderTest, AMillionBracketsAreRefusedAtOnce) {
  EXPECT_THAT(ErrorOf("{\"a\":" + std::string(1'000'000, '['), 0), HasSubstr("list where none"));
  EXPECT_THAT(ErrorOf("{\"a\":{\"shape\":" + std::string(1'000'000, '['), 0), HasSubstr("list where none"));
}

TEST(SafetensorsHeaderTest, EveryTruncationIsRefused) {
  const std::string json = absl::StrCat("{", Entry("a", "F32", "2", "0,8"), ",", Entry("b", "I64", "1", "8,16"), "}");
  ASSERT_EQ(ErrorOf(json, 16), "accepted");
  for (size_t length = 0; length < json.size(); ++length)
    EXPECT_NE(ErrorOf(json.substr(0, length), 16), "accepted") << length;
}

TEST(SafetensorsHeaderTest, FormatRefusesWhatItCouldNotReadBack) {
  SafetensorsHeader header;
  header.tensors = {{"a", "F32", {1}, 0, 0}, {"a", "F32", {1}, 0, 0}};
  EXPECT_THAT(FormatSafetensorsHeader(&header).status().message(), HasSubstr("used twice"));
  header.tensors = {{"__metadata__", "F32", {1}, 0, 0}};
  EXPECT_THAT(FormatSafetensorsHeader(&header).status().message(), HasSubstr("reserved"));
  header.tensors = {{"a", "C128", {1}, 0, 0}};
  EXPECT_THAT(FormatSafetensorsHeader(&header).status().message(), HasSubstr("unknown dtype"));
}

}  // namespace
}  // namespace ceteris
