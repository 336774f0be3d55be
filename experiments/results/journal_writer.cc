#include "experiments/results/journal_writer.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "absl/strings/str_cat.h"
#include "core/base/check.h"
#include "core/base/clock.h"
#include "core/base/file.h"
#include "core/base/status_macros.h"
#include "experiments/results/journal_reader.h"
#include "experiments/results/record_frame.h"
#include "experiments/results/trial_folder.h"

namespace ceteris {
namespace {

absl::Status SystemError(const std::string& path, int error) {
  const std::string message = absl::StrCat(path, ": ", std::strerror(error));
  if (error == ENOSPC || error == EDQUOT || error == EFBIG) return absl::ResourceExhaustedError(message);
  if (error == EEXIST) return absl::AlreadyExistsError(message);
  if (error == EACCES || error == EPERM || error == EROFS) return absl::PermissionDeniedError(message);
  return absl::DataLossError(message);
}

// Without it a power cut may take the name of a file whose bytes are safe.
absl::Status SyncFolder(const std::string& folder) {
  const int file = open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (file < 0) return SystemError(folder, errno);
  const int result = fsync(file);
  const int error = errno;
  close(file);
  return result == 0 ? absl::OkStatus() : SystemError(folder, error);
}

// 0, or what errno said.
int WriteAll(int file, absl::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = write(file, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return errno;
    bytes.remove_prefix(written);
  }
  return 0;
}

}  // namespace

JournalWriter::JournalWriter(std::string path, int file, int64_t size, uint64_t sequence)
    : path_(std::move(path)), file_(file), size_(size), sequence_(sequence) {}

JournalWriter::~JournalWriter() { close(file_); }

absl::StatusOr<std::unique_ptr<JournalWriter>> JournalWriter::Create(const std::string& path) {
  RETURN_IF_ERROR(MakeDirectories(FolderOf(path)));
  const int file = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0644);
  if (file < 0) return SystemError(path, errno);
  return std::unique_ptr<JournalWriter>(new JournalWriter(path, file, 0, 0));
}

absl::StatusOr<std::unique_ptr<JournalWriter>> JournalWriter::Continue(const std::string& path) {
  ASSIGN_OR_RETURN(JournalReader reader, JournalReader::Open(path, /*offset=*/0, /*sequence=*/0));
  journal::Record record;
  bool has_footer = false;
  while (true) {
    ASSIGN_OR_RETURN(const bool found, reader.Next(&record));
    if (!found) break;
    has_footer = record.has_footer();
  }
  const int file = open(path.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC);
  if (file < 0) return SystemError(path, errno);
  std::unique_ptr<JournalWriter> writer(new JournalWriter(path, file, reader.offset(), reader.sequence()));
  writer->has_footer_ = has_footer;
  if (ftruncate(file, reader.offset()) != 0) return SystemError(path, errno);
  return writer;
}

absl::Status JournalWriter::Write(journal::Record record) {
  CETERIS_CHECK(record.has_header() == (sequence_ == 0), "the header is the first record and no other");
  CETERIS_CHECK(!has_footer_, "nothing follows the footer");
  if (!error_.ok()) return error_;
  const double start = MonotonicSeconds();
  record.set_sequence(sequence_);
  record.set_wall_ms(WallMilliseconds());
  bytes_.clear();
  frame_.clear();
  record.SerializeToString(&bytes_);
  AppendFrame(bytes_, &frame_);
  const int error = WriteAll(file_, frame_);
  seconds_ += MonotonicSeconds() - start;
  if (error != 0) {
    error_ = SystemError(path_, error);
    // Half a record would make whatever is written later unreadable. Where this fails too, readers stop at the torn
    // record.
    if (ftruncate(file_, size_) != 0) return error_;
    return error_;
  }
  size_ += static_cast<int64_t>(frame_.size());
  ++sequence_;
  has_footer_ = record.has_footer();
  return absl::OkStatus();
}

absl::Status JournalWriter::Sync() {
  const double start = MonotonicSeconds();
  if (fsync(file_) != 0) error_ = SystemError(path_, errno);
  if (error_.ok()) error_ = SyncFolder(FolderOf(path_));
  seconds_ += MonotonicSeconds() - start;
  return error_;
}

absl::Status JournalWriter::WriteHeader(const journal::Header& header) {
  journal::Record record;
  *record.mutable_header() = header;
  return Write(std::move(record));
}

absl::Status JournalWriter::WriteMetrics(int64_t step, const MetricValues& values) {
  journal::Record record;
  journal::Metrics* metrics = record.mutable_metrics();
  metrics->set_step(step);
  for (const auto& [name, value] : values) {
    journal::Metrics::Value* entry = metrics->add_value();
    entry->set_name(name.data(), name.size());
    entry->set_value(value);
  }
  return Write(std::move(record));
}

absl::Status JournalWriter::WriteUndefined(absl::string_view metric, absl::string_view reason) {
  journal::Record record;
  record.mutable_undefined()->set_name(metric.data(), metric.size());
  record.mutable_undefined()->set_reason(reason.data(), reason.size());
  return Write(std::move(record));
}

absl::Status JournalWriter::WriteArtifact(const journal::Artifact& artifact) {
  journal::Record record;
  *record.mutable_artifact() = artifact;
  return Write(std::move(record));
}

absl::Status JournalWriter::WriteFooter(const journal::Footer& footer) {
  journal::Record record;
  *record.mutable_footer() = footer;
  RETURN_IF_ERROR(Write(std::move(record)));
  return Sync();
}

}  // namespace ceteris
