// Reads a journal from any whole record on, also while it is being written.
//
//   ASSIGN_OR_RETURN(JournalReader reader, JournalReader::Open(path, offset, sequence));
//   journal::Record record;
//   while (true) {
//     ASSIGN_OR_RETURN(const bool found, reader.Next(&record));
//     if (!found) break;                       // the end, or a record that is not whole yet
//     Use(record);
//   }
//   Remember(reader.offset(), reader.sequence());   // and go on from there later
#pragma once

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "experiments/results/journal.pb.h"

namespace ceteris {

class JournalReader {
 public:
  // offset and sequence are those of an earlier reader, or 0 and 0. NOT_FOUND where there is no file; DATA_LOSS where
  // the file is shorter than offset: it is not the file that was read before.
  static absl::StatusOr<JournalReader> Open(const std::string& path, int64_t offset, uint64_t sequence);

  // True: *record is the next record. False: no whole record is left. DATA_LOSS naming the byte: a CRC does not match,
  // a record does not parse, or one is missing; it comes again at every further call, and offset() stays before the
  // damage.
  absl::StatusOr<bool> Next(journal::Record* record);

  int64_t offset() const { return offset_; }       // of the byte after the last whole record
  uint64_t sequence() const { return sequence_; }  // of the next record

 private:
  JournalReader(std::string path, std::string bytes, int64_t offset, uint64_t sequence)
      : path_(std::move(path)), bytes_(std::move(bytes)), begin_(offset), offset_(offset), sequence_(sequence) {}

  std::string path_;
  std::string bytes_;  // of the file from begin_ on, as it was when opened
  int64_t begin_;
  int64_t offset_;
  uint64_t sequence_;
};

}  // namespace ceteris
