#include "core/base/tuned_environment.h"

#include <unistd.h>

#include <cstdlib>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"

namespace ceteris {
namespace {

constexpr absl::string_view kPrefix = "GLIBC_TUNABLES=";

constexpr std::pair<absl::string_view, absl::string_view> kTunables[] = {
    {"glibc.malloc.hugetlb", "1"},                // ask for transparent huge pages
    {"glibc.malloc.mmap_threshold", "33554432"},  // keep blocks up to 32 MiB, the most that glibc accepts, in the heap
    {"glibc.malloc.trim_threshold", "1073741824"},  // give heap back only beyond 1 GiB of it free
    {"glibc.malloc.top_pad", "67108864"},           // grow the heap by 64 MiB at a time
};

}  // namespace

std::vector<std::string> TunedEnvironment() {
  std::vector<std::string> environment;
  std::string tunables;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    absl::string_view text = *entry;
    if (absl::ConsumePrefix(&text, kPrefix)) {
      tunables = std::string(text);
    } else {
      environment.emplace_back(text);
    }
  }
  for (const auto& [name, value] : kTunables) {
    if (absl::StrContains(tunables, absl::StrCat(name, "="))) continue;
    absl::StrAppend(&tunables, tunables.empty() ? "" : ":", name, "=", value);
  }
  environment.push_back(absl::StrCat(kPrefix, tunables));
  // cuBLAS gives the same bits twice only with a workspace of fixed size; it reads this before its first call.
  if (getenv("CUBLAS_WORKSPACE_CONFIG") == nullptr) environment.push_back("CUBLAS_WORKSPACE_CONFIG=:4096:8");
  return environment;
}

}  // namespace ceteris
