// A text file of more than 2^31 bytes: offsets are 64-bit everywhere. Takes 5 GB of memory and 3 GB of disk, so it runs
// only when asked for: tools/bazel test //data/tasks:large_text_file_test
#include <sys/resource.h>

#include <cstdio>
#include <string>

#include "core/base/clock.h"
#include "data/tasks/tokenized_text.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ceteris {
namespace {

constexpr int64_t kLines = 36000000;  // of 60 bytes: 2,160,000,000

// Writes the lines; `last` follows them.
config::LanguageModel OnLargeFile(const std::string& last) {
  const std::string path = ::testing::TempDir() + "/large.txt";
  std::FILE* file = std::fopen(path.c_str(), "wb");
  for (int64_t i = 0; i < kLines; ++i)
    std::fprintf(file, "line %09lld is one of many that are all of the same size\n", static_cast<long long>(i));
  std::fputs(last.c_str(), file);
  std::fclose(file);
  config::LanguageModel config;
  config.mutable_corpus()->mutable_text_file()->set_path(path);
  config.mutable_tokenizer()->mutable_character();
  return config;
}

TEST(LargeTextFileTest, IsReadSplitAndTokenizedToItsEnd) {
  const config::LanguageModel config = OnLargeFile("");
  const double begin = MonotonicSeconds();
  const auto text = LoadTokenizedText(config);
  ASSERT_TRUE(text.ok()) << text.status();
  rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  std::printf("2.16 GB: %.1f s, peak %.2f GB\n", MonotonicSeconds() - begin,
              static_cast<double>(usage.ru_maxrss) / 1e6);
  int64_t num_tokens = 0;
  for (const TokenArray& tokens : text->splits) num_tokens += tokens.size();
  EXPECT_EQ(num_tokens, kLines * 60);
  // The training text ends in the last line of the file.
  std::vector<int64_t> last(60);
  text->tokens(Split::kTrain).CopyTo(text->tokens(Split::kTrain).size() - 60, 60, last.data());
  EXPECT_EQ(text->tokenizer->Decode(std::vector<int32_t>(last.begin(), last.end())),
            "line 035999999 is one of many that are all of the same size\n");
  std::remove(config.corpus().text_file().path().c_str());
}

TEST(LargeTextFileTest, ABadByteBehindTwoGigabytesIsNamed) {
  const config::LanguageModel config = OnLargeFile("ab\xFF");
  const auto text = LoadTokenizedText(config);
  ASSERT_FALSE(text.ok());
  EXPECT_THAT(std::string(text.status().message()), ::testing::HasSubstr("line 36000001, byte 3: 0xff is not UTF-8"));
  std::remove(config.corpus().text_file().path().c_str());
}

}  // namespace
}  // namespace ceteris
