// What a trial's journal says of the machine and the program that made it.
#pragma once

#include <string>

#include "absl/strings/string_view.h"
#include "experiments/results/journal.pb.h"

namespace ceteris {

// Executable, git revision and dirty mark of BUILD_WORKSPACE_DIRECTORY (set by `bazel run`; unknown otherwise), host,
// boot, processor and compiler. `libtorch` is its version, passed in because this file does not see it. Device, dtype
// and threads are each trial's own. About 20 ms, most of it git.
journal::Environment CaptureEnvironment(absl::string_view libtorch);

}  // namespace ceteris
