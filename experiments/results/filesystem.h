// Which file system a path is on, because SQLite's write-ahead log needs memory shared between processes of one
// machine: over a network it loses data without saying so.
#pragma once

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace ceteris {

// "nfs", "smb", "lustre", ... for the `f_type` that statfs(2) reports of a network file system; "" for every other.
absl::string_view NetworkFilesystemName(uint64_t type);

// OK where `folder` is on a disk of this machine; FAILED_PRECONDITION naming the file system where it is not. Fuse
// mounts are let through: what is behind them cannot be told.
absl::Status CheckLocalFilesystem(const std::string& folder);

}  // namespace ceteris
