#include "data/tokenizers/character.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ceteris {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::unique_ptr<Tokenizer> Build(const std::vector<absl::string_view>& texts) {
  auto tokenizer = BuildCharacter(texts);
  EXPECT_TRUE(tokenizer.ok()) << tokenizer.status();
  return *std::move(tokenizer);
}

TEST(CharacterTest, IdsAreRanksOfCodePointsInAllTexts) {
  const auto tokenizer = Build({"cab\n", "\xC3\xA9\xF0\x9F\x98\x80 b"});  // \n space a b c e-acute grinning-face
  EXPECT_EQ(tokenizer->vocab_size(), 7);
  EXPECT_THAT(tokenizer->Encode("\n abc\xC3\xA9\xF0\x9F\x98\x80"), ElementsAre(0, 1, 2, 3, 4, 5, 6));
}

TEST(CharacterTest, TheOrderOfTheTextsDoesNotMatter) {
  EXPECT_EQ(Build({"abc", "xyz"})->Encode("xaz"), Build({"zyx", "cba"})->Encode("xaz"));
}

TEST(CharacterTest, AnUnknownCharacterIsNamedWithItsPlace) {
  const auto tokenizer = Build({"abc\n"});
  const absl::Status status = tokenizer->Check("ab\ncab\xC3\xA9");
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(status.message(),
            "line 2, byte 4: the character '\xC3\xA9' (U+00E9) does not occur in the corpus, whose 4 characters are "
            "all that the "
            "model knows");
  EXPECT_THAT(std::string(tokenizer->Check("a\tb").message()), HasSubstr("the character U+0009"));
  // Inside the range of the table, and beyond it.
  EXPECT_FALSE(tokenizer->Check("B").ok());
  EXPECT_FALSE(tokenizer->Check("\xF4\x8F\xBF\xBF").ok());
}

TEST(CharacterTest, TheFirstAndTheLastCodePointCanBeInAnAlphabet) {
  const std::string ends("\0\xF4\x8F\xBF\xBF", 5);
  const auto tokenizer = Build({ends});
  EXPECT_THAT(tokenizer->Encode(ends), ElementsAre(0, 1));
  EXPECT_EQ(tokenizer->Decode({0, 1}), ends);
}

TEST(CharacterTest, AnAlphabetNeedsTextThatIsUtf8) {
  EXPECT_FALSE(BuildCharacter({}).ok());
  EXPECT_FALSE(BuildCharacter({"", ""}).ok());
  const auto tokenizer = BuildCharacter({"good\n", "a\nb\xFF"});
  ASSERT_FALSE(tokenizer.ok());
  EXPECT_THAT(std::string(tokenizer.status().message()), AllOf(HasSubstr("line 2, byte 2"), HasSubstr("0xff")));
}

}  // namespace
}  // namespace ceteris
