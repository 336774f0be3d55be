#include "core/base/check.h"

#include <glog/logging.h>

#include <cstdlib>

namespace ceteris {

void CheckFailed(const char* file, int line, const char* condition, absl::string_view message) {
  {
    google::LogMessageFatal fatal(file, line);
    fatal.stream() << "Check failed: " << condition << ": ";
    fatal.stream().write(message.data(), static_cast<std::streamsize>(message.size()));
  }
  std::abort();  // not reached: ~LogMessageFatal aborts
}

}  // namespace ceteris
