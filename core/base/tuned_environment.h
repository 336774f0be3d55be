// The environment in which a process that trains runs fastest.
//
// Training allocates and frees the same large tensors each step. By default glibc gives blocks of 128 kB and more back
// to the kernel and gets them again page by page, zeroed, a moment later. Told to keep what it has, and to back it with
// huge pages, it faults in no page at all after the first steps; that is worth 4 to 8 % of a step of a small
// Transformer. glibc reads these settings before main(), so they must be in the environment that a worker is started
// with. Another C library ignores them.
//
// What it does to page faults:  tools/bazel test //core/base:tuned_environment_test --test_output=all
//
// Example:  const std::vector<std::string> environment = TunedEnvironment();   // then execve() with pointers to its
// strings
#pragma once

#include <string>
#include <vector>

namespace ceteris {

// This process' environment, "NAME=value" each, with the allocator's settings added to GLIBC_TUNABLES. A setting that
// is there already keeps its value.
std::vector<std::string> TunedEnvironment();

}  // namespace ceteris
