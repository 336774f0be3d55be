#include <sys/resource.h>

#include <cmath>
#include <csignal>
#include <cstdio>
#include <fstream>
#include <limits>
#include <string>
#include <vector>

#include "core/base/clock.h"
#include "core/base/file.h"
#include "experiments/results/journal_reader.h"
#include "experiments/results/journal_writer.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ceteris {
namespace {

using ::testing::HasSubstr;

std::string Path(const std::string& name) { return ::testing::TempDir() + "/journal_test/" + name; }

// A journal of 5 records: header, metrics with NaN and infinities, undefined, metrics, footer.
void WriteSample(const std::string& path) {
  std::remove(path.c_str());
  auto writer = JournalWriter::Create(path);
  ASSERT_TRUE(writer.ok()) << writer.status();
  journal::Header header;
  header.set_trial_identity("abc");
  ASSERT_TRUE((*writer)->WriteHeader(header).ok());
  const double infinity = std::numeric_limits<double>::infinity();
  ASSERT_TRUE((*writer)->WriteMetrics(10, {{"train/loss", std::nan("")}, {"a", infinity}, {"b", -infinity}}).ok());
  ASSERT_TRUE((*writer)->WriteUndefined("valid/loss@x4", "learned positions end at 128").ok());
  ASSERT_TRUE((*writer)->WriteMetrics(20, {{"train/loss", 2.5}}).ok());
  journal::Footer footer;
  footer.set_num_steps(20);
  ASSERT_TRUE((*writer)->WriteFooter(footer).ok());
}

// All whole records of a file; *error is what ended the reading.
std::vector<journal::Record> ReadAll(const std::string& path, absl::Status* error) {
  std::vector<journal::Record> records;
  auto reader = JournalReader::Open(path, 0, 0);
  *error = reader.status();
  if (!reader.ok()) return records;
  journal::Record record;
  while (true) {
    const absl::StatusOr<bool> found = reader->Next(&record);
    *error = found.status();
    if (!found.ok() || !*found) return records;
    records.push_back(record);
  }
}

// Not flushed to the disk, unlike WriteFileAtomically: a thousand times in a test.
void WriteWhole(const std::string& path, const std::string& bytes) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file << bytes;
  ASSERT_TRUE(file.flush().good());
}

TEST(JournalTest, WhatIsWrittenIsRead) {
  WriteSample(Path("sample"));
  absl::Status error;
  const std::vector<journal::Record> records = ReadAll(Path("sample"), &error);
  ASSERT_TRUE(error.ok()) << error;
  ASSERT_EQ(records.size(), 5u);
  EXPECT_EQ(records[0].header().trial_identity(), "abc");
  EXPECT_TRUE(std::isnan(records[1].metrics().value(0).value()));
  EXPECT_EQ(records[1].metrics().value(2).value(), -std::numeric_limits<double>::infinity());
  EXPECT_EQ(records[2].undefined().reason(), "learned positions end at 128");
  EXPECT_EQ(records[3].metrics().step(), 20);
  EXPECT_EQ(records[4].footer().num_steps(), 20);
  for (uint64_t i = 0; i < records.size(); ++i) EXPECT_EQ(records[i].sequence(), i);
}

TEST(JournalTest, AJournalIsNeverOverwritten) {
  WriteSample(Path("exists"));
  EXPECT_EQ(JournalWriter::Create(Path("exists")).status().code(), absl::StatusCode::kAlreadyExists);
}

TEST(JournalTest, TruncatedAtEveryByteItIsAPrefixAndCanBeContinued) {
  WriteSample(Path("whole"));
  const std::string bytes = *ReadFile(Path("whole"));
  absl::Status error;
  size_t most = 0;
  for (size_t length = 0; length <= bytes.size(); ++length) {
    WriteWhole(Path("cut"), bytes.substr(0, length));
    const size_t num_records = ReadAll(Path("cut"), &error).size();
    ASSERT_TRUE(error.ok()) << error << " at " << length;
    ASSERT_GE(num_records, most);
    most = num_records;
    if (length == bytes.size() || num_records == 0) continue;
    auto writer = JournalWriter::Continue(Path("cut"));
    ASSERT_TRUE(writer.ok()) << writer.status();
    ASSERT_TRUE((*writer)->WriteUndefined("x", "").ok());
    ASSERT_EQ(ReadAll(Path("cut"), &error).size(), num_records + 1) << length;
    ASSERT_TRUE(error.ok()) << error;
  }
  EXPECT_EQ(most, 5u);
}

TEST(JournalTest, AnyDamagedByteIsReportedWithItsPlace) {
  WriteSample(Path("whole"));
  const std::string bytes = *ReadFile(Path("whole"));
  absl::Status error;
  for (size_t i = 0; i < bytes.size(); ++i) {
    std::string damaged = bytes;
    damaged[i] ^= 0x10;
    WriteWhole(Path("damaged"), damaged);
    ASSERT_LT(ReadAll(Path("damaged"), &error).size(), 5u);
    ASSERT_EQ(error.code(), absl::StatusCode::kDataLoss) << i;
    ASSERT_THAT(std::string(error.message()), HasSubstr("damaged: byte "));
    ASSERT_EQ(JournalWriter::Continue(Path("damaged")).status().code(), absl::StatusCode::kDataLoss);
  }
}

TEST(JournalTest, AMissingRecordIsReported) {
  WriteSample(Path("whole"));
  const std::string bytes = *ReadFile(Path("whole"));
  auto reader = JournalReader::Open(Path("whole"), 0, 0);
  journal::Record record;
  ASSERT_TRUE(*reader->Next(&record));
  const int64_t first = reader->offset();
  ASSERT_TRUE(*reader->Next(&record));
  ASSERT_TRUE(WriteFileAtomically(Path("hole"), bytes.substr(0, first) + bytes.substr(reader->offset())).ok());
  absl::Status error;
  EXPECT_EQ(ReadAll(Path("hole"), &error).size(), 1u);
  EXPECT_THAT(std::string(error.message()), HasSubstr("record 2 where 1 should be"));
}

TEST(JournalTest, AShorterFileIsNotTheOneReadBefore) {
  WriteSample(Path("whole"));
  EXPECT_EQ(JournalReader::Open(Path("whole"), 1 << 20, 5).status().code(), absl::StatusCode::kDataLoss);
}

TEST(JournalTest, AFullDiskLeavesWholeRecordsAndIsSaidAgain) {
  WriteSample(Path("full"));
  std::remove(Path("full").c_str());
  auto writer = JournalWriter::Create(Path("full"));
  ASSERT_TRUE((*writer)->WriteHeader(journal::Header()).ok());
  std::signal(SIGXFSZ, SIG_IGN);
  rlimit before;
  getrlimit(RLIMIT_FSIZE, &before);
  rlimit limit = before;
  limit.rlim_cur = 1000;  // not a multiple of a record: the write that meets it is short
  setrlimit(RLIMIT_FSIZE, &limit);
  absl::Status status;
  int num_written = 0;
  for (; status.ok() && num_written < 100; ++num_written)
    status = (*writer)->WriteMetrics(num_written, {{"train/loss", 1.0}});
  const absl::Status again = (*writer)->WriteFooter(journal::Footer());
  setrlimit(RLIMIT_FSIZE, &before);
  EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(again.code(), absl::StatusCode::kResourceExhausted);
  absl::Status error;
  EXPECT_EQ(ReadAll(Path("full"), &error).size(),
            static_cast<size_t>(num_written));  // the header, less the write that failed
  EXPECT_TRUE(error.ok()) << error;
}

// Not a bound that could fail on a busy machine: prints what the README states.
TEST(JournalTest, PrintsTheCostOfARecord) {
  std::remove(Path("cost").c_str());
  auto writer = JournalWriter::Create(Path("cost"));
  ASSERT_TRUE((*writer)->WriteHeader(journal::Header()).ok());
  const double start = MonotonicSeconds();
  constexpr int kRecords = 20000;
  for (int i = 0; i < kRecords; ++i) {
    ASSERT_TRUE(
        (*writer)
            ->WriteMetrics(i, {{"train/loss", 1.5}, {"train/gradient_norm", 0.7}, {"train/learning_rate", 1e-3}})
            .ok());
  }
  const double seconds = MonotonicSeconds() - start;
  std::printf("a record of three metrics: %.2f microseconds\n", 1e6 * seconds / kRecords);
  EXPECT_NEAR((*writer)->seconds(), seconds, seconds);
}

}  // namespace
}  // namespace ceteris
