#include "experiments/results/record_frame.h"

#include <random>
#include <string>

#include "absl/strings/escaping.h"
#include "gtest/gtest.h"

namespace ceteris {
namespace {

TEST(RecordFrameTest, CrcIsCastagnolis) {
  EXPECT_EQ(Crc32c("123456789"), 0xe3069283u);            // the check value of RFC 3720's CRC
  EXPECT_EQ(Crc32c(std::string(32, '\0')), 0x8a9136aau);  // RFC 3720, appendix B.4: 32 bytes of zeroes
  EXPECT_EQ(MaskedCrc32c("123456789"), 0xc78ab0e5u);
}

// The bytes that TensorBoard's own writer makes of Event{wall_time: 1, file_version: "brain.Event:2"} and of
// Event{wall_time: 2, step: 7, summary{value{tag: "loss" simple_value: 0.5}}}.
TEST(RecordFrameTest, FramesAreTensorBoards) {
  std::string file;
  AppendFrame(absl::HexStringToBytes("09000000000000f03f1a0d627261696e2e4576656e743a32"), &file);
  AppendFrame(absl::HexStringToBytes("09000000000000004010072a0d0a0b0a046c6f7373150000003f"), &file);
  EXPECT_EQ(absl::BytesToHexString(file),
            "1800000000000000a37f4b2209000000000000f03f1a0d627261696e2e4576656e743a3286bf577a"
            "1a00000000000000129bd82d09000000000000004010072a0d0a0b0a046c6f7373150000003fc33fc24a");
}

TEST(RecordFrameTest, WhatIsAppendedIsRead) {
  std::string file;
  for (const char* record : {"one", "", "three"}) AppendFrame(record, &file);
  absl::string_view rest = file, record;
  for (const char* expected : {"one", "", "three"}) {
    ASSERT_EQ(ReadFrame(&rest, &record), FrameResult::kRecord);
    EXPECT_EQ(record, expected);
  }
  EXPECT_EQ(ReadFrame(&rest, &record), FrameResult::kEnd);
}

TEST(RecordFrameTest, EveryTruncationIsTornAndNeverARecord) {
  std::string file;
  AppendFrame("some bytes", &file);
  for (size_t length = 1; length < file.size(); ++length) {
    absl::string_view rest = absl::string_view(file).substr(0, length), record;
    EXPECT_EQ(ReadFrame(&rest, &record), FrameResult::kTorn) << length;
    EXPECT_EQ(rest.size(), length);
  }
}

TEST(RecordFrameTest, EveryFlippedBitIsCorrupt) {
  std::string file;
  AppendFrame("some bytes", &file);
  for (size_t bit = 0; bit < 8 * file.size(); ++bit) {
    std::string flipped = file;
    flipped[bit / 8] ^= static_cast<char>(1 << (bit % 8));
    absl::string_view rest = flipped, record;
    EXPECT_EQ(ReadFrame(&rest, &record), FrameResult::kCorrupt) << bit;
  }
}

TEST(RecordFrameTest, NoiseIsNeverARecord) {
  std::mt19937 random(1);
  for (int i = 0; i < 1000; ++i) {
    std::string noise(1 + random() % 200, '\0');
    for (char& letter : noise) letter = static_cast<char>(random());
    absl::string_view rest = noise, record;
    EXPECT_NE(ReadFrame(&rest, &record), FrameResult::kRecord);
  }
}

}  // namespace
}  // namespace ceteris
