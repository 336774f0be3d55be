#include "experiments/results/journal_reader.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "absl/strings/str_cat.h"
#include "experiments/results/record_frame.h"

namespace ceteris {
namespace {

// Reads what lies between `offset` and `size` of an open file.
absl::StatusOr<std::string> ReadFrom(const std::string& path, int file, int64_t offset, int64_t size) {
  std::string bytes(size - offset, '\0');
  size_t num_read = 0;
  while (num_read < bytes.size()) {
    const ssize_t got = pread(file, &bytes[num_read], bytes.size() - num_read, offset + static_cast<int64_t>(num_read));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return absl::DataLossError(absl::StrCat(path, ": ", std::strerror(errno)));
    if (got == 0) break;  // cut off by somebody meanwhile
    num_read += got;
  }
  bytes.resize(num_read);
  return bytes;
}

}  // namespace

absl::StatusOr<JournalReader> JournalReader::Open(const std::string& path, int64_t offset, uint64_t sequence) {
  const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return absl::NotFoundError(absl::StrCat(path, ": ", std::strerror(errno)));
  struct stat information;
  if (fstat(file, &information) != 0 || !S_ISREG(information.st_mode)) {
    close(file);
    return absl::NotFoundError(absl::StrCat(path, ": is not a file"));
  }
  if (information.st_size < offset) {
    close(file);
    return absl::DataLossError(
        absl::StrCat(path, ": has ", information.st_size, " bytes, but ", offset, " were read before"));
  }
  absl::StatusOr<std::string> bytes = ReadFrom(path, file, offset, information.st_size);
  close(file);
  if (!bytes.ok()) return bytes.status();
  return JournalReader(path, *std::move(bytes), offset, sequence);
}

absl::StatusOr<bool> JournalReader::Next(journal::Record* record) {
  absl::string_view rest = absl::string_view(bytes_).substr(offset_ - begin_);
  absl::string_view frame;
  const FrameResult result = ReadFrame(&rest, &frame);
  if (result == FrameResult::kEnd || result == FrameResult::kTorn) return false;
  const std::string place = absl::StrCat(path_, ": byte ", offset_, ": ");
  if (result == FrameResult::kCorrupt)
    return absl::DataLossError(absl::StrCat(place, "the record is damaged (its CRC does not match)"));
  if (!record->ParseFromArray(frame.data(), static_cast<int>(frame.size()))) {
    return absl::DataLossError(absl::StrCat(place, "the record is not one of a journal"));
  }
  if (record->sequence() != sequence_) {
    return absl::DataLossError(absl::StrCat(place, "record ", record->sequence(), " where ", sequence_, " should be"));
  }
  if (record->has_header() != (sequence_ == 0)) {
    return absl::DataLossError(absl::StrCat(place, "the header must be the first record and no other"));
  }
  offset_ = begin_ + static_cast<int64_t>(bytes_.size() - rest.size());
  ++sequence_;
  return true;
}

}  // namespace ceteris
