#include "data/tasks/token_array.h"

#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ceteris {
namespace {

using ::testing::ElementsAre;

TEST(TokenArrayTest, TheLargestIdOfEveryWidthComesBack) {
  const std::vector<std::pair<int64_t, int>> widths = {{1, 1},     {256, 1},   {257, 2},
                                                       {65536, 2}, {65537, 4}, {2147483648, 4}};
  for (const auto& [vocab_size, bytes] : widths) {
    TokenArray array(vocab_size);
    EXPECT_EQ(array.bytes_per_token(), bytes) << vocab_size;
    const auto largest = static_cast<int32_t>(vocab_size - 1);
    array.Append({0, largest});
    int64_t tokens[2];
    array.CopyTo(0, 2, tokens);
    EXPECT_THAT(tokens, ElementsAre(0, vocab_size - 1));
    EXPECT_EQ(array.bytes().size(), 2u * static_cast<size_t>(bytes));
  }
}

TEST(TokenArrayTest, AppendsFollowEachOther) {
  TokenArray array(1000);
  array.Reserve(5);
  array.Append({1, 2});
  array.Append({});
  array.Append({3, 999, 5});
  ASSERT_EQ(array.size(), 5);
  int64_t tokens[3];
  array.CopyTo(2, 3, tokens);
  EXPECT_THAT(tokens, ElementsAre(3, 999, 5));
  array.CopyTo(5, 0, tokens);  // nothing, at the end
}

TEST(TokenArrayDeathTest, AWindowOutsideEndsTheProcess) {
  TokenArray array(10);
  array.Append({1, 2, 3});
  int64_t tokens[4];
  EXPECT_DEATH(([&] { array.CopyTo(0, 4, tokens); }()), "inside its text");
  EXPECT_DEATH(([&] { array.CopyTo(-1, 1, tokens); }()), "inside its text");
}

}  // namespace
}  // namespace ceteris
