// What every tokenizer must do, for each variant that the schema knows.
#include <memory>
#include <string>
#include <vector>

#include "core/base/counter_hash.h"
#include "data/tokenizers/tokenizer_factory.h"
#include "data/utf8/utf8.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ceteris {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

// One to four bytes per character, a combining mark, a joined emoji, right-to-left, line ends of all kinds, a NUL.
constexpr char kBytes[] =
    "In the beginning \xE2\x80\x94 na\xC3\xAFve "
    "e\xCC\x81\n\n\xE4\xB8\xAD\xE6\x96\x87\r\n\xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x94\xAC\t"
    "\xD7\xA9\xD7\x9C\xD7\x95\xD7\x9D\r\0\xEF\xBF\xBD.\n";
const absl::string_view kText(kBytes, sizeof(kBytes) - 1);  // the NUL inside it counts

const google::protobuf::OneofDescriptor* Variants() { return config::Tokenizer::descriptor()->oneof_decl(0); }

class TokenizerConformanceTest : public ::testing::TestWithParam<int> {
 protected:
  void SetUp() override {
    config::Tokenizer config;
    config.GetReflection()->MutableMessage(&config, Variants()->field(GetParam()));
    config_ = config;
    auto tokenizer = BuildTokenizer(config, {kText});
    ASSERT_TRUE(tokenizer.ok()) << tokenizer.status();
    tokenizer_ = *std::move(tokenizer);
  }
  config::Tokenizer config_;
  std::unique_ptr<Tokenizer> tokenizer_;
};

TEST_P(TokenizerConformanceTest, TextComesBackAsItWent) {
  ASSERT_TRUE(tokenizer_->Check(kText).ok()) << tokenizer_->Check(kText);
  EXPECT_EQ(tokenizer_->Decode(tokenizer_->Encode(kText)), kText);
  EXPECT_TRUE(tokenizer_->Check("").ok());
  EXPECT_TRUE(tokenizer_->Encode("").empty());
  EXPECT_EQ(tokenizer_->Decode({}), "");
}

TEST_P(TokenizerConformanceTest, IdsAreInRange) {
  ASSERT_GE(tokenizer_->vocab_size(), 1);
  const std::vector<int32_t> tokens = tokenizer_->Encode(kText);
  ASSERT_FALSE(tokens.empty());
  for (const int32_t token : tokens) {
    EXPECT_GE(token, 0);
    EXPECT_LT(token, tokenizer_->vocab_size());
  }
}

TEST_P(TokenizerConformanceTest, LinesEncodeAsTheWholeDoes) {
  std::vector<int32_t> by_line;
  for (size_t begin = 0; begin < kText.size();) {
    const size_t end = std::min(kText.find('\n', begin), kText.size() - 1) + 1;
    for (const int32_t token : tokenizer_->Encode(kText.substr(begin, end - begin))) by_line.push_back(token);
    begin = end;
  }
  EXPECT_EQ(by_line, tokenizer_->Encode(kText));
}

TEST_P(TokenizerConformanceTest, TheSameTextBuildsTheSameTokenizer) {
  const auto again = BuildTokenizer(config_, {kText});
  ASSERT_TRUE(again.ok());
  EXPECT_EQ((*again)->vocab_size(), tokenizer_->vocab_size());
  EXPECT_EQ((*again)->Encode(kText), tokenizer_->Encode(kText));
}

TEST_P(TokenizerConformanceTest, WhatIsNotUtf8IsRefusedWithLineAndByte) {
  for (const char* bad : {"\xFF", "\xC0\xAF", "\xED\xA0\x80", "\xE2\x80"}) {
    const absl::Status status = tokenizer_->Check("In the\nbe" + std::string(bad) + "\n");
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
    EXPECT_THAT(std::string(status.message()), AllOf(HasSubstr("line 2, byte 3"), HasSubstr("not UTF-8")));
  }
}

TEST_P(TokenizerConformanceTest, AnyIdsDecodeToWellFormedText) {
  const uint64_t key = StreamKey(1, "test");
  for (uint64_t draw = 0; draw < 2000; ++draw) {
    std::vector<int32_t> tokens(UniformBelow(CounterHash(key, draw), 12));
    for (size_t i = 0; i < tokens.size(); ++i) {
      // Twice the vocabulary, from below 0 to beyond it; every tenth is any 32 bits.
      const uint64_t bits = CounterHash(key, (draw + 1) * 1000000 + i);
      const int64_t vocab_size = tokenizer_->vocab_size();
      tokens[i] = bits % 10 == 0
                      ? static_cast<int32_t>(bits >> 32)
                      : static_cast<int32_t>(static_cast<int64_t>((bits >> 8) % (2 * vocab_size)) - vocab_size / 2);
    }
    ASSERT_TRUE(CheckUtf8(tokenizer_->Decode(tokens)).ok()) << ::testing::PrintToString(tokens);
  }
}

TEST_P(TokenizerConformanceTest, DifferentTextHasDifferentTokens) {
  // A tokenizer that maps everything to one id would pass nothing here.
  EXPECT_NE(tokenizer_->Encode("In"), tokenizer_->Encode("nI"));
  EXPECT_NE(tokenizer_->Encode("\xE2\x80\x94"), tokenizer_->Encode("\xC3\xAF"));
}

INSTANTIATE_TEST_SUITE_P(EveryVariant, TokenizerConformanceTest, ::testing::Range(0, Variants()->field_count()),
                         [](const auto& info) { return Variants()->field(info.param)->name(); });

TEST(TokenizerTest, NothingChosenIsRefused) {
  const auto tokenizer = BuildTokenizer(config::Tokenizer(), {kText});
  ASSERT_FALSE(tokenizer.ok());
  EXPECT_THAT(std::string(tokenizer.status().message()), HasSubstr("character {} or byte {}"));
}

}  // namespace
}  // namespace ceteris
