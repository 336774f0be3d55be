// fork and exec of a child that dies with its parent.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace ceteris {

struct SpawnedProcess {
  pid_t pid = 0;
  int input = -1, output = -1, errors = -1;  // our ends of its descriptors 0, 1 and 2; output and errors do not block
};

// The child has a process group of its own, default signal handling, and SIGKILL as the signal that the kernel sends it
// when the calling thread ends. INTERNAL naming what failed, the exec included: a program that is not there is an error
// of this call.
absl::StatusOr<SpawnedProcess> SpawnProcess(const std::vector<std::string>& command,
                                            const std::vector<std::string>& environment);

}  // namespace ceteris
