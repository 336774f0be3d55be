#include "tools/ceteris/user_path.h"

#include <unistd.h>

#include <cstdlib>

#include "absl/strings/str_cat.h"

namespace ceteris {

std::string TypedIn() {
  if (const char* typed_in = std::getenv("BUILD_WORKING_DIRECTORY")) return typed_in;
  char* here = getcwd(nullptr, 0);
  const std::string folder = here == nullptr ? "." : here;
  std::free(here);
  return folder;
}

std::string UserPath(const std::string& path) {
  if (path.empty() || path[0] == '/' || std::getenv("BUILD_WORKING_DIRECTORY") == nullptr) return path;
  return absl::StrCat(TypedIn(), "/", path);
}

}  // namespace ceteris
