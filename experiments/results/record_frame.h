// TFRecord framing: how one record of a journal lies in the file. TensorBoard's event files use the same.
//
//   uint64 little-endian length | uint32 masked CRC-32C of those 8 bytes | the bytes | uint32 masked CRC-32C of the
//   bytes
//
// CRC-32C is Castagnoli's polynomial 0x1EDC6F41, reflected, ones in and out (RFC 3720, appendix B.4); masked means
// rotated right by 15 bits plus 0xA282EAD8, so that a CRC of data that holds CRCs stays a good one.
//
// Example:  AppendFrame("hello", &file_bytes);
//           absl::string_view rest = file_bytes, record;
//           while (ReadFrame(&rest, &record) == FrameResult::kRecord) Use(record);
#pragma once

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"

namespace ceteris {

uint32_t Crc32c(absl::string_view bytes);
uint32_t MaskedCrc32c(absl::string_view bytes);

// Bytes that a frame adds to its record.
constexpr int64_t kFrameOverhead = 16;
// A longer record is taken for damage: ours are far below.
constexpr uint64_t kMaxRecordBytes = uint64_t{64} << 20;

void AppendFrame(absl::string_view record, std::string* out);

enum class FrameResult {
  kRecord,   // *record is the next one, inside *rest's bytes; *rest now starts after it
  kEnd,      // *rest is empty
  kTorn,     // *rest ends inside a frame: it is being written, or its writer died
  kCorrupt,  // a CRC does not match, or the length is absurd
};
FrameResult ReadFrame(absl::string_view* rest, absl::string_view* record);

}  // namespace ceteris
