#include "experiments/run/executable_digest.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <memory>

#include "absl/strings/str_cat.h"
#include "core/base/file.h"
#include "core/base/sha256.h"

namespace ceteris {
namespace {

constexpr char kExecutable[] = "/proc/self/exe";

std::string HashOfFile(const char* path) {
  const int file = open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0) return "";
  constexpr size_t kBytes = size_t{1} << 20;
  const std::unique_ptr<char[]> buffer(new char[kBytes]);
  Sha256 hash;
  ssize_t got;
  while ((got = read(file, buffer.get(), kBytes)) > 0) hash.Update(absl::string_view(buffer.get(), got));
  close(file);
  return got == 0 ? hash.HexDigest() : "";
}

// A name that no other file, and no other content of this one, has.
std::string CacheName(const struct stat& file) {
  return absl::StrCat("executable-", file.st_dev, "-", file.st_ino, "-", file.st_size, "-", file.st_mtim.tv_sec, ".",
                      file.st_mtim.tv_nsec, "-", file.st_ctim.tv_sec, ".", file.st_ctim.tv_nsec);
}

}  // namespace

std::string ExecutableDigest(absl::string_view cache_folder) {
  struct stat file;
  if (stat(kExecutable, &file) != 0) return "";
  const std::string cache = absl::StrCat(cache_folder, "/", CacheName(file));
  constexpr size_t kDigits = 64;
  const std::string known = cache_folder.empty() ? "" : ReadFile(cache).value_or("");
  if (known.size() == kDigits) return known;
  const std::string digest = HashOfFile(kExecutable);
  if (!cache_folder.empty() && !digest.empty() && MakeDirectories(std::string(cache_folder)).ok()) {
    WriteFileAtomically(cache, digest).IgnoreError();  // only costs time at the next start
  }
  return digest;
}

std::string UserCacheFolder() {
  const char* cache = std::getenv("XDG_CACHE_HOME");
  if (cache != nullptr && cache[0] == '/') return absl::StrCat(cache, "/ceteris");
  const char* home = std::getenv("HOME");
  if (home != nullptr && home[0] == '/') return absl::StrCat(home, "/.cache/ceteris");
  return "";
}

}  // namespace ceteris
