#include "core/base/status_macros.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "core/base/check.h"

namespace ceteris {
namespace {

absl::StatusOr<std::unique_ptr<int>> Positive(int value) {
  if (value <= 0) return absl::InvalidArgumentError("not positive");
  return std::make_unique<int>(value);
}

absl::StatusOr<int> Sum(int a, int b) {
  ASSIGN_OR_RETURN(const std::unique_ptr<int> left, Positive(a));
  std::unique_ptr<int> right;
  ASSIGN_OR_RETURN(right, Positive(b));
  return *left + *right;
}

absl::Status Both(int a, int b) {
  if (a != 0) RETURN_IF_ERROR(Positive(a).status());
  RETURN_IF_ERROR(Positive(b).status());
  return absl::OkStatus();
}

TEST(StatusMacrosTest, ValuesPassAndErrorsReturn) {
  EXPECT_EQ(Sum(1, 2).value(), 3);
  EXPECT_EQ(Sum(0, 2).status().message(), "not positive");
  EXPECT_EQ(Sum(1, 0).status().message(), "not positive");
  EXPECT_TRUE(Both(0, 1).ok());
  EXPECT_FALSE(Both(-1, 1).ok());
  EXPECT_FALSE(Both(1, -1).ok());
}

TEST(CheckTest, AFailedCheckEndsTheProcessAndSaysWhere) {
  CETERIS_CHECK(1 + 1 == 2, "arithmetic");
  EXPECT_DEATH(([] { CETERIS_CHECK(1 + 1 == 3, "arithmetic"); }()),
               "status_macros_test.cc:[0-9]+.*Check failed: 1 \\+ 1 == 3: arithmetic");
}

}  // namespace
}  // namespace ceteris
