// CETERIS_CHECK: an invariant of ours that does not hold ends the process with file, line and message.
//
//   CETERIS_CHECK(begin <= end, "rows are counted from the front");
//
// Only for our own bugs, never for data from outside, and never for a shape inside a layer (TORCH_CHECK throws there).
// Files that see LibTorch must not see glog, which defines the same macros: this header mentions neither, so every file
// may use it.
#pragma once

#include "absl/strings/string_view.h"

namespace ceteris {

[[noreturn]] void CheckFailed(const char* file, int line, const char* condition, absl::string_view message);

}  // namespace ceteris

#define CETERIS_CHECK(condition, message)                                              \
  do {                                                                                 \
    if (!(condition)) ::ceteris::CheckFailed(__FILE__, __LINE__, #condition, message); \
  } while (false)
