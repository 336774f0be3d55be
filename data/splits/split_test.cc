#include "data/splits/split.h"

#include <array>
#include <cmath>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "data/corpora/king_james.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ceteris {
namespace {

std::string NumberedLines(int64_t count, size_t padding = 0) {
  std::string text;
  for (int64_t i = 0; i < count; ++i) text += "line " + std::to_string(i) + std::string(padding, '.') + "\n";
  return text;
}

std::vector<std::string> Lines(absl::string_view text) {
  std::vector<std::string> lines;
  for (size_t begin = 0; begin < text.size();) {
    const size_t end = text.find('\n', begin) + 1;
    lines.emplace_back(text.substr(begin, end - begin));
    begin = end;
  }
  return lines;
}

// The rule read from the header and written again, line by line, without passages.
std::vector<Split> SplitOfEveryLine(absl::string_view text) {
  const int64_t num_lines = static_cast<int64_t>(Lines(text).size());
  int64_t rounds = static_cast<int64_t>(text.size()) / 163840;  // 20 blocks of 8 KiB
  if (rounds > num_lines / 20) rounds = num_lines / 20;
  if (rounds < 1) rounds = 1;
  std::vector<Split> splits(static_cast<size_t>(num_lines));
  for (int64_t block = 0; block < 20 * rounds; ++block) {
    const int64_t in_round = block % 20 + 1;
    const Split split = in_round == 5 ? Split::kValidation : in_round == 16 ? Split::kTest : Split::kTrain;
    for (int64_t line = num_lines * block / (20 * rounds); line < num_lines * (block + 1) / (20 * rounds); ++line) {
      splits[static_cast<size_t>(line)] = split;
    }
  }
  return splits;
}

void ExpectPassagesFollowTheRule(absl::string_view text) {
  const std::vector<Passage> passages = SplitDocument(text);
  const std::vector<Split> expected = SplitOfEveryLine(text);
  size_t offset = 0, line = 0;
  for (size_t i = 0; i < passages.size(); ++i) {
    ASSERT_FALSE(passages[i].text.empty());
    ASSERT_EQ(passages[i].text.data(), text.data() + offset)
        << "passages follow each other without a gap or an overlap";
    ASSERT_EQ(passages[i].text.back(), '\n');
    EXPECT_TRUE(i == 0 || passages[i].split != passages[i - 1].split);
    for (const std::string& unused : Lines(passages[i].text)) {
      (void)unused;
      ASSERT_LT(line, expected.size());
      ASSERT_EQ(passages[i].split, expected[line]) << "line " << line;
      ++line;
    }
    offset += passages[i].text.size();
  }
  EXPECT_EQ(offset, text.size());
}

TEST(SplitTest, PassagesAreTheTextAndFollowTheRule) {
  for (const int64_t num_lines : {1, 2, 3, 4, 13, 14, 19, 20, 21, 39, 40, 99, 1000, 20011}) {
    SCOPED_TRACE(num_lines);
    ExpectPassagesFollowTheRule(NumberedLines(num_lines));
    ExpectPassagesFollowTheRule(NumberedLines(num_lines, /*padding=*/200));
  }
  ExpectPassagesFollowTheRule(std::string(30, '\n'));
  ExpectPassagesFollowTheRule(std::string(400000, 'x') + "\n" + NumberedLines(100));  // a line longer than many blocks
}

TEST(SplitTest, NoTextHasNoPassages) { EXPECT_TRUE(SplitDocument("").empty()); }

TEST(SplitTest, OneLineIsOnePassage) { EXPECT_EQ(SplitDocument("only\n").size(), 1u); }

TEST(SplitTest, ALongTextIsHeldOutInManyPlaces) {
  const std::string text = NumberedLines(20000, /*padding=*/90);  // 2 MB: 12 rounds
  int64_t num_validation_passages = 0;
  for (const Passage& passage : SplitDocument(text)) {
    if (passage.split != Split::kValidation) continue;
    ++num_validation_passages;
    EXPECT_NEAR(static_cast<double>(passage.text.size()), kBlockBytes, kBlockBytes * 0.15);
  }
  EXPECT_EQ(num_validation_passages, static_cast<int64_t>(text.size()) / (20 * 8192));
}

TEST(SplitTest, EveryBookGivesFivePercentOfItsVersesToValidationAndToTest) {
  const auto books = LoadKingJames();
  ASSERT_TRUE(books.ok()) << books.status();
  for (const Document& book : *books) {
    SCOPED_TRACE(book.title);
    ExpectPassagesFollowTheRule(book.text);
    std::array<double, kNumSplits> num_lines = {};
    for (const Passage& passage : SplitDocument(book.text)) {
      num_lines[static_cast<size_t>(passage.split)] += static_cast<double>(Lines(passage.text).size());
    }
    const double total = num_lines[0] + num_lines[1] + num_lines[2];
    for (const Split held_out : {Split::kValidation, Split::kTest}) {
      EXPECT_GE(num_lines[static_cast<size_t>(held_out)], 1) << SplitName(held_out);
      // One round: a block's two ends are rounded down, so it is off by less than a line.
      EXPECT_LT(std::abs(num_lines[static_cast<size_t>(held_out)] - total / 20), 1) << SplitName(held_out);
    }
  }
}

TEST(SplitTest, TheWholeBibleIsSplitNinetyFiveFiveByCharacters) {
  const auto books = LoadKingJames();
  ASSERT_TRUE(books.ok()) << books.status();
  std::array<double, kNumSplits> num_bytes = {};
  for (const Document& book : *books) {
    for (const Passage& passage : SplitDocument(book.text))
      num_bytes[static_cast<size_t>(passage.split)] += static_cast<double>(passage.text.size());
  }
  const double total = num_bytes[0] + num_bytes[1] + num_bytes[2];
  EXPECT_NEAR(num_bytes[0] / total, 0.90, 0.003);
  EXPECT_NEAR(num_bytes[1] / total, 0.05, 0.003);
  EXPECT_NEAR(num_bytes[2] / total, 0.05, 0.003);
}

}  // namespace
}  // namespace ceteris
