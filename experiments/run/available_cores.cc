#include "experiments/run/available_cores.h"

#include <sched.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "core/base/file.h"

namespace ceteris {
namespace {

int CoresOfAffinityMask() {
  cpu_set_t mask;
  CPU_ZERO(&mask);
  if (sched_getaffinity(0, sizeof(mask), &mask) != 0) return 1;
  return std::max(1, CPU_COUNT(&mask));
}

// The path of our group in the unified hierarchy ("0::/user.slice"); "" where there is none.
std::string ControlGroup() {
  const std::string text = ReadFile("/proc/self/cgroup").value_or("");
  for (absl::string_view line : absl::StrSplit(text, '\n')) {
    if (absl::ConsumePrefix(&line, "0::")) return std::string(line);
  }
  return "";
}

// cpu.max holds "QUOTA PERIOD" in microseconds, or "max PERIOD".
int CoresOfQuota(const std::string& group, int most) {
  const absl::StatusOr<std::string> text = ReadFile(absl::StrCat("/sys/fs/cgroup", group, "/cpu.max"));
  if (!text.ok()) return most;
  const std::vector<std::string> words = absl::StrSplit(absl::StripAsciiWhitespace(*text), ' ');
  int64_t quota = 0, period = 0;
  if (words.size() != 2 || !absl::SimpleAtoi(words[0], &quota) || !absl::SimpleAtoi(words[1], &period) || period <= 0)
    return most;
  return static_cast<int>(std::min<int64_t>(most, std::max<int64_t>(1, quota / period)));
}

}  // namespace

int AvailableCores() {
  int cores = CoresOfAffinityMask();
  std::string group = ControlGroup();
  while (true) {  // a parent's quota binds too
    cores = CoresOfQuota(group == "/" ? "" : group, cores);
    if (group.empty() || group == "/") return cores;
    group.resize(group.rfind('/'));
  }
}

}  // namespace ceteris
