#include "data/tasks/tokenized_text.h"

#include <algorithm>
#include <cstdio>
#include <set>
#include <string>
#include <vector>

#include "data/corpora/king_james.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ceteris {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

std::string TextOf(const TokenizedText& text, Split split) {
  const TokenArray& tokens = text.tokens(split);
  std::vector<int64_t> wide(static_cast<size_t>(tokens.size()));
  tokens.CopyTo(0, tokens.size(), wide.data());
  return text.tokenizer->Decode(std::vector<int32_t>(wide.begin(), wide.end()));
}

config::LanguageModel KingJames(bool bytes) {
  config::LanguageModel config;
  config.mutable_corpus()->mutable_king_james();
  bytes ? static_cast<void>(config.mutable_tokenizer()->mutable_byte())
        : static_cast<void>(config.mutable_tokenizer()->mutable_character());
  return config;
}

// A language model on a file with this text, for windows of 4 and 8 tokens.
config::LanguageModel OnFile(const std::string& text) {
  const std::string path = ::testing::TempDir() + "/tokenized_text.txt";
  std::FILE* file = std::fopen(path.c_str(), "wb");
  std::fwrite(text.data(), 1, text.size(), file);
  std::fclose(file);
  config::LanguageModel config;
  config.mutable_corpus()->mutable_text_file()->set_path(path);
  config.mutable_tokenizer()->mutable_character();
  config.set_seq_len(4);
  config.add_evaluate_at_lengths(1);
  config.add_evaluate_at_lengths(2);
  config.set_num_validation_tokens(8);
  return config;
}

std::string ErrorOf(const config::LanguageModel& config) {
  const auto text = LoadTokenizedText(config);
  EXPECT_EQ(text.status().code(), absl::StatusCode::kInvalidArgument);
  return std::string(text.status().message());
}

std::string Lines(int count, const std::string& line) {
  std::string text;
  for (int i = 0; i < count; ++i) text += line + "\n";
  return text;
}

// Every verse of the Bible goes to one split; each split decodes to its verses in their order. The rule is written out
// once more here: no book has more than 320 KiB, so a book has one round of 20 blocks.
TEST(TokenizedTextTest, SplitsOfKingJamesAreItsVersesByTheRule) {
  const auto books = LoadKingJames();
  ASSERT_TRUE(books.ok()) << books.status();
  std::string expected[3];
  for (const Document& book : *books) {
    const int64_t num_verses = std::count(book.text.begin(), book.text.end(), '\n');
    size_t begin = 0;
    for (int64_t verse = 0; verse < num_verses; ++verse) {
      const size_t end = book.text.find('\n', begin) + 1;
      const bool validation = verse >= num_verses * 4 / 20 && verse < num_verses * 5 / 20;
      const bool test = verse >= num_verses * 15 / 20 && verse < num_verses * 16 / 20;
      expected[validation ? 1 : test ? 2 : 0] += book.text.substr(begin, end - begin);
      begin = end;
    }
  }
  for (const bool bytes : {false, true}) {
    const auto text = LoadTokenizedText(KingJames(bytes));
    ASSERT_TRUE(text.ok()) << text.status();
    EXPECT_EQ(TextOf(*text, Split::kTrain), expected[0]);
    EXPECT_EQ(TextOf(*text, Split::kValidation), expected[1]);
    EXPECT_EQ(TextOf(*text, Split::kTest), expected[2]);
  }
}

TEST(TokenizedTextTest, NoLineIsInTwoSplits) {
  std::string numbered;  // all lines differ, so a line's content is its identity
  for (int i = 0; i < 30000; ++i) numbered += "this is line " + std::to_string(i) + " of a longer text\n";
  const auto text = LoadTokenizedText(OnFile(numbered));
  ASSERT_TRUE(text.ok()) << text.status();
  std::set<std::string> seen;
  size_t num_lines = 0;
  for (const Split split : {Split::kTrain, Split::kValidation, Split::kTest}) {
    const std::string split_text = TextOf(*text, split);
    for (size_t begin = 0; begin < split_text.size(); ++num_lines) {
      const size_t end = split_text.find('\n', begin) + 1;
      EXPECT_TRUE(seen.insert(split_text.substr(begin, end - begin)).second) << SplitName(split);
      begin = end;
    }
  }
  EXPECT_EQ(num_lines, 30000u);
}

TEST(TokenizedTextTest, ALineLongerThanAPieceIsEncodedWhole) {
  // Pieces end at lines; this line is four pieces long, and the text goes on behind it.
  const std::string text = std::string(1 << 20, 'x') + "\n" + Lines(100, "some more text");
  const auto tokenized = LoadTokenizedText(OnFile(text));
  ASSERT_TRUE(tokenized.ok()) << tokenized.status();
  int64_t num_tokens = 0;
  for (const TokenArray& tokens : tokenized->splits) num_tokens += tokens.size();
  EXPECT_EQ(num_tokens, static_cast<int64_t>(text.size()));
}

TEST(TokenizedTextTest, ALargeAlphabetTakesTwoBytesAToken) {
  std::string text;
  for (int i = 0; i < 300; ++i) {  // U+4E00 ..: three bytes each
    const int c = 0x4E00 + i;
    text += {static_cast<char>(0xE0 + c / 4096), static_cast<char>(0x80 + c / 64 % 64),
             static_cast<char>(0x80 + c % 64), '\n'};
  }
  const auto tokenized = LoadTokenizedText(OnFile(text));
  ASSERT_TRUE(tokenized.ok()) << tokenized.status();
  EXPECT_EQ(tokenized->tokenizer->vocab_size(), 301);
  EXPECT_EQ(tokenized->tokens(Split::kTrain).bytes_per_token(), 2);
}

TEST(TokenizedTextTest, ATextShorterThanAWindowIsRefusedWithTheSizes) {
  config::LanguageModel config = OnFile("ab\nc\n");
  config.set_seq_len(5);
  EXPECT_EQ(ErrorOf(config),
            "language_model.seq_len: 5 needs windows of 6 tokens, but the training text of tokenized_text.txt has only "
            "5; use a "
            "shorter seq_len or a longer text");
}

TEST(TokenizedTextTest, OneLineLeavesNothingToValidate) {
  EXPECT_THAT(ErrorOf(OnFile("all of it in one line without an end")),
              AllOf(StartsWith("language_model.num_validation_tokens: 8 is more than the validation text"),
                    HasSubstr("(one line in 20) has: 0 tokens"), HasSubstr("a window of 9 tokens")));
}

TEST(TokenizedTextTest, TooFewValidationTokensAreRefusedWithWhatThereIs) {
  // 40 lines of 10 characters: 2 lines, 20 tokens, two spans of 8.
  config::LanguageModel config = OnFile(Lines(40, "ninechars"));
  config.set_num_validation_tokens(24);
  EXPECT_THAT(ErrorOf(config), AllOf(HasSubstr("24 is more than"), HasSubstr("has: 20 tokens, use 16 or less")));
  config.set_num_validation_tokens(23);  // cut down to 16
  EXPECT_TRUE(LoadTokenizedText(config).ok());
}

TEST(TokenizedTextTest, ErrorsOfACorpusNameTheirField) {
  EXPECT_THAT(ErrorOf(OnFile("")), StartsWith("language_model.corpus.text_file.path: "));
  config::LanguageModel config = KingJames(false);
  config.clear_tokenizer();
  EXPECT_THAT(ErrorOf(config), StartsWith("language_model.tokenizer: nothing is chosen"));
}

}  // namespace
}  // namespace ceteris
