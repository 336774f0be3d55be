// What every corpus must be, for each variant that the schema knows.
#include <cstdio>
#include <string>
#include <vector>

#include "data/corpora/corpus.h"
#include "data/utf8/utf8.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ceteris {
namespace {

// The corpus with variant `field` chosen. A variant that reads a file gets one.
config::Corpus CorpusOf(const google::protobuf::FieldDescriptor* field) {
  config::Corpus corpus;
  google::protobuf::Message* variant = corpus.GetReflection()->MutableMessage(&corpus, field);
  const auto* path = variant->GetDescriptor()->FindFieldByName("path");
  if (path == nullptr) return corpus;
  const std::string name = ::testing::TempDir() + "/corpus.txt";
  std::FILE* file = std::fopen(name.c_str(), "wb");
  std::fputs("It was the best of times,\r\nit was the worst of times \xE2\x80\x94 once", file);
  std::fclose(file);
  variant->GetReflection()->SetString(variant, path, name);
  return corpus;
}

class CorpusConformanceTest : public ::testing::TestWithParam<int> {
 protected:
  config::Corpus corpus_ = CorpusOf(config::Corpus::descriptor()->oneof_decl(0)->field(GetParam()));
};

TEST_P(CorpusConformanceTest, IsWellFormedTextOfWholeLines) {
  const auto documents = LoadCorpus(corpus_);
  ASSERT_TRUE(documents.ok()) << documents.status();
  ASSERT_FALSE(documents->empty());
  for (const Document& document : *documents) {
    EXPECT_FALSE(document.title.empty());
    ASSERT_FALSE(document.text.empty()) << document.title;
    EXPECT_EQ(document.text.back(), '\n') << document.title;
    EXPECT_TRUE(CheckUtf8(document.text).ok()) << document.title;
    EXPECT_THAT(document.text, ::testing::Not(::testing::HasSubstr("\r\n")));
    EXPECT_EQ(document.text.find('\0'), std::string::npos);
  }
}

TEST_P(CorpusConformanceTest, IsTheSameEveryTime) {
  const auto first = LoadCorpus(corpus_);
  const auto second = LoadCorpus(corpus_);
  ASSERT_TRUE(first.ok() && second.ok());
  ASSERT_EQ(first->size(), second->size());
  for (size_t i = 0; i < first->size(); ++i) {
    EXPECT_EQ((*first)[i].title, (*second)[i].title);
    EXPECT_EQ((*first)[i].text, (*second)[i].text);
  }
}

TEST_P(CorpusConformanceTest, HasAName) { EXPECT_FALSE(CorpusName(corpus_).empty()); }

INSTANTIATE_TEST_SUITE_P(EveryVariant, CorpusConformanceTest,
                         ::testing::Range(0, config::Corpus::descriptor()->oneof_decl(0)->field_count()),
                         [](const auto& info) {
                           return config::Corpus::descriptor()->oneof_decl(0)->field(info.param)->name();
                         });

TEST(CorpusTest, NothingChosenIsRefused) {
  const auto documents = LoadCorpus(config::Corpus());
  ASSERT_FALSE(documents.ok());
  EXPECT_THAT(std::string(documents.status().message()), ::testing::HasSubstr("king_james {} or text_file"));
}

}  // namespace
}  // namespace ceteris
