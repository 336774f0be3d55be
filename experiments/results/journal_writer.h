// The journal of one attempt: an append-only file with one writer. It owns what happened inside a trial; the database
// can be rebuilt from journals alone.
//
// Each record goes to the system in one write(2), so it survives the death of this process whole or not at all, and
// readers see it at once. fsync(2) is called once, for the footer: a power cut may take the journal of a running trial,
// which starts again anyway, but never a result that was reported. A record costs 2 to 3.5 microseconds, the fsync 1 to
// 10 milliseconds.
//
// Example:
//   ASSIGN_OR_RETURN(auto journal, JournalWriter::Create("results/trials/1f0c.../attempt-1/journal.tfrecord"));
//   RETURN_IF_ERROR(journal->WriteHeader(header));
//   RETURN_IF_ERROR(journal->WriteMetrics(10, {{"train/loss", 2.31}, {"train/gradient_norm", 0.8}}));
//   RETURN_IF_ERROR(journal->WriteFooter(footer));
//
// An error (RESOURCE_EXHAUSTED: the disk is full) leaves the file ending after the last whole record, and every later
// write returns it again.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "experiments/results/journal.pb.h"

namespace ceteris {

using MetricValues = std::vector<std::pair<absl::string_view, double>>;

class JournalWriter {
 public:
  // Creates the folder and the file. ALREADY_EXISTS where there is a file: a journal is never overwritten.
  static absl::StatusOr<std::unique_ptr<JournalWriter>> Create(const std::string& path);
  // Goes on after the last whole record of a journal whose writer is dead; a torn record at the end is cut off.
  // DATA_LOSS where the middle is corrupt.
  static absl::StatusOr<std::unique_ptr<JournalWriter>> Continue(const std::string& path);
  ~JournalWriter();
  JournalWriter(const JournalWriter&) = delete;
  JournalWriter& operator=(const JournalWriter&) = delete;

  // The header comes first, the footer last: CHECKed.
  absl::Status WriteHeader(const journal::Header& header);
  absl::Status WriteMetrics(int64_t step, const MetricValues& values);  // NaN and infinities are legal
  absl::Status WriteUndefined(absl::string_view metric, absl::string_view reason);
  absl::Status WriteArtifact(const journal::Artifact& artifact);
  absl::Status WriteFooter(const journal::Footer& footer);

  bool has_header() const { return sequence_ > 0; }
  bool has_footer() const { return has_footer_; }
  // Spent inside this class so far, for the footer.
  double seconds() const { return seconds_; }
  const std::string& path() const { return path_; }

 private:
  JournalWriter(std::string path, int file, int64_t size, uint64_t sequence);
  absl::Status Write(journal::Record record);
  absl::Status Sync();

  const std::string path_;
  const int file_;
  int64_t size_;
  uint64_t sequence_;
  bool has_footer_ = false;
  double seconds_ = 0;
  absl::Status error_;
  std::string bytes_, frame_;  // kept for their memory
};

}  // namespace ceteris
