// Paths as people type them.
#pragma once

#include <string>

namespace ceteris {

// Where the command was typed. `bazel run` starts programs in its own tree and says in BUILD_WORKING_DIRECTORY where
// that was; elsewhere it is the current folder. Absolute.
std::string TypedIn();

// A path that a person typed: a relative one is meant from where it was typed.
std::string UserPath(const std::string& path);

}  // namespace ceteris
