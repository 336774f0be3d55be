#include "experiments/results/filesystem.h"

#include <sys/vfs.h>

#include <cerrno>
#include <cstring>

#include "absl/strings/str_cat.h"

namespace ceteris {

absl::string_view NetworkFilesystemName(uint64_t type) {
  // statfs(2) and the kernels' headers; f_type is signed on some machines, so only 32 bits count.
  switch (static_cast<uint32_t>(type)) {
    case 0x00006969:
      return "nfs";
    case 0x0000517B:
      return "smb";
    case 0xFE534D42:
      return "smb2";
    case 0xFF534D42:
      return "cifs";
    case 0x0BD00BD0:
      return "lustre";
    case 0x47504653:
      return "gpfs";
    case 0x00C36400:
      return "ceph";
    case 0x5346414F:
      return "afs";
    case 0x6B414653:
      return "afs";
    case 0x19830326:
      return "beegfs";
    case 0xAAD7AAEA:
      return "panfs";
    case 0x01021997:
      return "9p";
    case 0x73757245:
      return "coda";
    default:
      return "";
  }
}

absl::Status CheckLocalFilesystem(const std::string& folder) {
  struct statfs information;
  if (statfs(folder.c_str(), &information) != 0) {
    return absl::NotFoundError(absl::StrCat(folder, ": ", std::strerror(errno)));
  }
  const absl::string_view name = NetworkFilesystemName(static_cast<uint64_t>(information.f_type));
  if (name.empty()) return absl::OkStatus();
  return absl::FailedPreconditionError(absl::StrCat(
      folder, ": is on the network file system ", name,
      ", where SQLite loses data when two processes write; name a database on a disk of this machine with --db"));
}

}  // namespace ceteris
