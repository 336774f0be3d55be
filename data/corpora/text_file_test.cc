#include "data/corpora/text_file.h"

#include <sys/stat.h>

#include <cstdio>
#include <string>

#include "data/corpora/corpus.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ceteris {
namespace {

using ::testing::AllOf;
using ::testing::EndsWith;
using ::testing::HasSubstr;

class TextFileTest : public ::testing::Test {
 protected:
  std::string path_ =
      ::testing::TempDir() + "/" + ::testing::UnitTest::GetInstance()->current_test_info()->name() + ".txt";

  absl::StatusOr<std::vector<Document>> Load(const std::string& path) {
    config::Corpus corpus;
    corpus.mutable_text_file()->set_path(path);
    return LoadCorpus(corpus);
  }
  absl::StatusOr<std::vector<Document>> LoadBytes(const std::string& bytes) {
    std::FILE* file = std::fopen(path_.c_str(), "wb");
    std::fwrite(bytes.data(), 1, bytes.size(), file);
    std::fclose(file);
    return Load(path_);
  }
  std::string TextOf(const std::string& bytes) {
    const auto documents = LoadBytes(bytes);
    EXPECT_TRUE(documents.ok()) << documents.status();
    return documents.ok() && documents->size() == 1 ? (*documents)[0].text : "";
  }
  std::string ErrorOf(const absl::StatusOr<std::vector<Document>>& documents) {
    EXPECT_FALSE(documents.ok());
    return std::string(documents.status().message());
  }
};

TEST_F(TextFileTest, PlainTextStaysAsItIs) {
  const std::string text = "na\xC3\xAFve\n\n  two\tspaces  \n\xF0\x9F\x98\x80\n";
  EXPECT_EQ(TextOf(text), text);
}

TEST_F(TextFileTest, LineEndsAreMadeLineFeeds) {
  EXPECT_EQ(TextOf("a\r\nb\r\n"), "a\nb\n");
  EXPECT_EQ(TextOf("a\r\nb"), "a\nb\n");
  EXPECT_EQ(TextOf("\r\n\r\n"), "\n\n");
  EXPECT_EQ(TextOf("a\nb"), "a\nb\n");
}

TEST_F(TextFileTest, ALoneCarriageReturnStays) {
  EXPECT_EQ(TextOf("a\rb\r\r\nc\r"), "a\rb\r\nc\r\n");
  EXPECT_EQ(TextOf("a\rb\n"), "a\rb\n");
}

TEST_F(TextFileTest, AByteOrderMarkIsDroppedAtTheStartOnly) {
  EXPECT_EQ(TextOf("\xEF\xBB\xBFone\n\xEF\xBB\xBFtwo\n"), "one\n\xEF\xBB\xBFtwo\n");
}

TEST_F(TextFileTest, EmptyFilesAreRefused) {
  EXPECT_EQ(ErrorOf(LoadBytes("")), "corpus.text_file.path: " + path_ + ": is empty; there is nothing to train on");
  EXPECT_THAT(ErrorOf(LoadBytes("\xEF\xBB\xBF")), HasSubstr("is empty"));
}

TEST_F(TextFileTest, WhatIsNotUtf8IsRefusedWithItsPlace) {
  EXPECT_EQ(ErrorOf(LoadBytes("one\ntwo\nna\xEFve\n")),
            "corpus.text_file.path: " + path_ + ": line 3, byte 3: 0xef is not UTF-8");
  // The place is that of the file on the disk: the mark and the carriage returns count.
  EXPECT_THAT(ErrorOf(LoadBytes("\xEF\xBB\xBFx\xFF")), EndsWith("line 1, byte 5: 0xff is not UTF-8"));
  EXPECT_THAT(ErrorOf(LoadBytes("a\r\nb\r\xFF")), EndsWith("line 2, byte 3: 0xff is not UTF-8"));
}

TEST_F(TextFileTest, ANulByteIsRefusedWithItsPlace) {
  EXPECT_THAT(ErrorOf(LoadBytes(std::string("ab\nc\0d", 6))), HasSubstr("line 2, byte 2: a NUL byte"));
}

TEST_F(TextFileTest, Utf16IsRefusedWithTheCure) {
  EXPECT_THAT(ErrorOf(LoadBytes(std::string("\xFF\xFE"
                                            "a\0b\0",
                                            6))),
              AllOf(HasSubstr("UTF-16"), HasSubstr("iconv")));
}

TEST_F(TextFileTest, MissingFilesDirectoriesAndDevicesAreRefusedByName) {
  const auto missing = Load("/no/such/file.txt");
  EXPECT_EQ(missing.status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(ErrorOf(missing), "corpus.text_file.path: /no/such/file.txt: No such file or directory");
  EXPECT_THAT(ErrorOf(Load(::testing::TempDir())), HasSubstr("is a directory"));
  EXPECT_THAT(ErrorOf(Load("/dev/zero")), HasSubstr("is not a regular file"));
  EXPECT_THAT(ErrorOf(Load("")), HasSubstr("path: is empty"));
  EXPECT_THAT(ErrorOf(LoadBytes("text\n").ok() ? Load(path_ + "/below") : Load("")), HasSubstr(path_ + "/below"));
}

TEST_F(TextFileTest, TheNameIsTheFilesNameWithoutItsFolder) {
  config::Corpus corpus;
  corpus.mutable_text_file()->set_path("/a/b/notes.txt");
  EXPECT_EQ(CorpusName(corpus), "notes.txt");
  corpus.mutable_text_file()->set_path("notes.txt");
  EXPECT_EQ(CorpusName(corpus), "notes.txt");
}

}  // namespace
}  // namespace ceteris
