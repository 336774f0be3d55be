#include "experiments/report/attention/token_label.h"

#include "gtest/gtest.h"

namespace ceteris {
namespace {

TEST(TokenLabelTest, WhatNobodySeesGetsASign) {
  EXPECT_EQ(TokenLabel(" the"), "␣the");
  EXPECT_EQ(TokenLabel("\n"), "⏎");
  EXPECT_EQ(TokenLabel("\t"), "⇥");
  EXPECT_EQ(TokenLabel(""), "∅");
  EXPECT_EQ(TokenLabel("Grüße"), "Grüße");
}

TEST(TokenLabelTest, BytesThatAreNoLetterAreShownAsSuch) {
  EXPECT_EQ(TokenLabel("\xe2\x98"), "\\xe2\\x98");
  EXPECT_EQ(TokenLabel("a\xff"), "a\\xff");
  EXPECT_EQ(TokenLabel("\x1b"), "\\x1b");
}

}  // namespace
}  // namespace ceteris
