#include "data/corpora/king_james.h"

#include <algorithm>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ceteris {
namespace {

using ::testing::EndsWith;
using ::testing::Not;
using ::testing::StartsWith;

int64_t NumLines(const std::string& text) { return std::count(text.begin(), text.end(), '\n'); }

TEST(KingJamesTest, HasTheBooksAndVersesOfTheAuthorizedVersion) {
  const auto books = LoadKingJames();
  ASSERT_TRUE(books.ok()) << books.status();
  ASSERT_EQ(books->size(), 66u);  // 39 and 27, as any concordance counts them
  int64_t num_verses = 0;
  for (const Document& book : *books) num_verses += NumLines(book.text);
  EXPECT_EQ(num_verses, 31102);
  EXPECT_EQ(NumLines((*books)[0].text), 1533);   // Genesis
  EXPECT_EQ(NumLines((*books)[18].text), 2461);  // Psalms
}

TEST(KingJamesTest, BeginsAndEndsAsEverybodyKnows) {
  const auto books = LoadKingJames();
  ASSERT_TRUE(books.ok()) << books.status();
  EXPECT_EQ(books->front().title, "Genesis");
  EXPECT_THAT(books->front().text, StartsWith("In the beginning God created the heaven and the earth.\n"));
  EXPECT_THAT(books->back().text, EndsWith("The grace of our Lord Jesus Christ be with you all. Amen.\n"));
}

TEST(KingJamesTest, HoldsTextWithoutNumbersOrTitles) {
  const auto books = LoadKingJames();
  ASSERT_TRUE(books.ok()) << books.status();
  for (const Document& book : *books) {
    EXPECT_EQ(book.text.find_first_of("0123456789#\t"), std::string::npos) << book.title;
    EXPECT_THAT(book.text, Not(::testing::HasSubstr("\n\n"))) << book.title;
  }
}

}  // namespace
}  // namespace ceteris
