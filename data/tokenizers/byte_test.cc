#include "data/tokenizers/byte.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ceteris {
namespace {

using ::testing::ElementsAre;

TEST(ByteTest, TheIdIsTheByte) {
  EXPECT_THAT(Byte().Encode("A\n\xE2\x80\x94"), ElementsAre(65, 10, 0xE2, 0x80, 0x94));
  EXPECT_EQ(Byte().vocab_size(), 256);
}

TEST(ByteTest, BytesThatAreNoTextDecodeToReplacementCharacters) {
  EXPECT_EQ(Byte().Decode({'a', 0xFF, 'b'}),
            "a\xEF\xBF\xBD"
            "b");
  // A cut-off sequence is one error (the Unicode Standard, section 3.9, table 3-11); what follows it is kept.
  EXPECT_EQ(Byte().Decode({0xE2, 0x80, 'z'}), "\xEF\xBF\xBDz");
  EXPECT_EQ(Byte().Decode({-5, 256}), "\xEF\xBF\xBD\xEF\xBF\xBD");
}

TEST(ByteTest, GoodTextNextToABadByteStaysWhole) {
  EXPECT_EQ(Byte().Decode({0xC3, 0xA9, 0x80, 0xC3, 0xA9}), "\xC3\xA9\xEF\xBF\xBD\xC3\xA9");
}

}  // namespace
}  // namespace ceteris
