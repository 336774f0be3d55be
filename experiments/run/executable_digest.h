// Which program ran: the SHA-256 of this very executable, true even where Bazel took it from a cache.
#pragma once

#include <string>

#include "absl/strings/string_view.h"

namespace ceteris {

// 64 hexadecimal digits; "" where the file cannot be read. Hashing 100 MB takes 0.1 to 0.3 s, so the digest is
// remembered in `cache_folder` under the file's device, inode, size and times; a cache that cannot be written or read
// only costs that time.
std::string ExecutableDigest(absl::string_view cache_folder);

// $XDG_CACHE_HOME/ceteris, else ~/.cache/ceteris; "" where neither is known.
std::string UserCacheFolder();

}  // namespace ceteris
