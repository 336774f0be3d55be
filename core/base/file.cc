#include "core/base/file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <system_error>

#include "absl/strings/str_cat.h"
#include "core/base/status_macros.h"

namespace ceteris {
namespace {

absl::Status FileError(int error, absl::string_view path) {
  const std::string message = absl::StrCat(path, ": ", std::generic_category().message(error));
  switch (error) {
    case ENOENT:
      return absl::NotFoundError(message);
    case EACCES:
    case EPERM:
    case EROFS:
      return absl::PermissionDeniedError(message);
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
      return absl::ResourceExhaustedError(message);
    case EISDIR:
    case ENOTDIR:
    case EEXIST:
      return absl::FailedPreconditionError(message);
    case EIO:
      return absl::DataLossError(message);
    default:
      return absl::UnknownError(message);
  }
}

// Closes on every way out; Close() tells whether closing worked, which is where a network file system reports a full
// disk.
class Descriptor {
 public:
  Descriptor(const std::string& path, int flags) : descriptor_(::open(path.c_str(), flags | O_CLOEXEC, 0644)) {}
  ~Descriptor() { Close(); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  bool ok() const { return descriptor_ >= 0; }
  int get() const { return descriptor_; }
  bool Close() {
    const bool closed = descriptor_ < 0 || ::close(descriptor_) == 0;
    descriptor_ = -1;
    return closed;
  }

 private:
  int descriptor_;
};

absl::Status WriteAndFlush(const std::string& path, absl::string_view bytes) {
  Descriptor file(path, O_WRONLY | O_CREAT | O_TRUNC);
  if (!file.ok()) return FileError(errno, path);
  while (!bytes.empty()) {
    const ssize_t written = ::write(file.get(), bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return FileError(errno, path);
    bytes.remove_prefix(static_cast<size_t>(written));
  }
  if (::fsync(file.get()) != 0) return FileError(errno, path);
  if (!file.Close()) return FileError(errno, path);
  return absl::OkStatus();
}

// Makes a rename durable. Some file systems cannot flush a directory and say EINVAL: they order renames themselves.
absl::Status FlushDirectory(const std::string& directory) {
  Descriptor descriptor(directory, O_RDONLY | O_DIRECTORY);
  if (!descriptor.ok()) return FileError(errno, directory);
  if (::fsync(descriptor.get()) != 0 && errno != EINVAL) return FileError(errno, directory);
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::string> ReadFile(const std::string& path) {
  Descriptor file(path, O_RDONLY);
  if (!file.ok()) return FileError(errno, path);
  struct stat information;
  if (::fstat(file.get(), &information) != 0) return FileError(errno, path);
  std::string bytes;
  bytes.reserve(static_cast<size_t>(information.st_size) + 1);  // a pipe says 0 and grows below
  char buffer[1 << 16];
  while (true) {
    const ssize_t count = ::read(file.get(), buffer, sizeof(buffer));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return FileError(errno, path);
    if (count == 0) return bytes;
    bytes.append(buffer, static_cast<size_t>(count));
  }
}

absl::Status WriteFileAtomically(const std::string& path, absl::string_view bytes) {
  // The process id keeps two writers apart; the last rename wins and both files were whole.
  const std::string unfinished = absl::StrCat(path, ".", ::getpid(), ".unfinished");
  absl::Status status = WriteAndFlush(unfinished, bytes);
  if (status.ok() && std::rename(unfinished.c_str(), path.c_str()) != 0) status = FileError(errno, path);
  if (!status.ok()) {
    ::unlink(unfinished.c_str());
    return status;
  }
  const std::string directory = std::filesystem::path(path).parent_path().string();
  return FlushDirectory(directory.empty() ? "." : directory);
}

absl::Status MakeDirectories(const std::string& path) {
  std::error_code error;
  std::filesystem::create_directories(path, error);
  if (error) return FileError(error.value(), path);
  if (!std::filesystem::is_directory(path, error)) return FileError(ENOTDIR, path);
  return absl::OkStatus();
}

}  // namespace ceteris
