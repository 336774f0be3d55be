#include "experiments/results/record_frame.h"

#include <boost/crc.hpp>

namespace ceteris {
namespace {

constexpr size_t kLengthBytes = 8;
constexpr size_t kCrcBytes = 4;

void AppendLittleEndian(uint64_t value, size_t num_bytes, std::string* out) {
  for (size_t i = 0; i < num_bytes; ++i) out->push_back(static_cast<char>((value >> (8 * i)) & 0xff));
}

uint64_t LittleEndian(absl::string_view bytes) {
  uint64_t value = 0;
  for (size_t i = bytes.size(); i-- > 0;) value = (value << 8) | static_cast<unsigned char>(bytes[i]);
  return value;
}

}  // namespace

uint32_t Crc32c(absl::string_view bytes) {
  boost::crc_optimal<32, 0x1EDC6F41, 0xFFFFFFFF, 0xFFFFFFFF, true, true> crc;
  crc.process_bytes(bytes.data(), bytes.size());
  return crc.checksum();
}

uint32_t MaskedCrc32c(absl::string_view bytes) {
  const uint32_t crc = Crc32c(bytes);
  return ((crc >> 15) | (crc << 17)) + 0xA282EAD8u;
}

void AppendFrame(absl::string_view record, std::string* out) {
  const size_t begin = out->size();
  AppendLittleEndian(record.size(), kLengthBytes, out);
  AppendLittleEndian(MaskedCrc32c(absl::string_view(*out).substr(begin)), kCrcBytes, out);
  out->append(record.data(), record.size());
  AppendLittleEndian(MaskedCrc32c(record), kCrcBytes, out);
}

FrameResult ReadFrame(absl::string_view* rest, absl::string_view* record) {
  if (rest->empty()) return FrameResult::kEnd;
  if (rest->size() < kLengthBytes + kCrcBytes) return FrameResult::kTorn;
  const absl::string_view length_bytes = rest->substr(0, kLengthBytes);
  if (LittleEndian(rest->substr(kLengthBytes, kCrcBytes)) != MaskedCrc32c(length_bytes)) return FrameResult::kCorrupt;
  const uint64_t length = LittleEndian(length_bytes);
  if (length > kMaxRecordBytes) return FrameResult::kCorrupt;
  if (rest->size() < length + kFrameOverhead) return FrameResult::kTorn;
  const absl::string_view bytes = rest->substr(kLengthBytes + kCrcBytes, length);
  if (LittleEndian(rest->substr(kLengthBytes + kCrcBytes + length, kCrcBytes)) != MaskedCrc32c(bytes)) {
    return FrameResult::kCorrupt;
  }
  *record = bytes;
  rest->remove_prefix(length + kFrameOverhead);
  return FrameResult::kRecord;
}

}  // namespace ceteris
