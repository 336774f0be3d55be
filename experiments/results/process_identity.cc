#include "experiments/results/process_identity.h"

#include <unistd.h>

#include <string>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "core/base/file.h"

namespace ceteris {
namespace {

struct ProcessStatus {
  char state = 0;  // 0: there is no such process
  int64_t start = 0;
};

// proc(5): the fields after the command, which is in parentheses and may itself hold blanks and parentheses.
ProcessStatus ReadStatus(int64_t pid) {
  ProcessStatus status;
  const absl::StatusOr<std::string> text = ReadFile(absl::StrCat("/proc/", pid, "/stat"));
  if (!text.ok()) return status;
  const size_t end = text->rfind(')');
  if (end == std::string::npos) return status;
  const std::vector<std::string> fields = absl::StrSplit(text->substr(end + 1), ' ', absl::SkipEmpty());
  constexpr size_t kStart = 19;  // field 22 of the file
  if (fields.size() <= kStart || !absl::SimpleAtoi(fields[kStart], &status.start)) return status;
  status.state = fields[0][0];
  return status;
}

ProcessIdentity ThisMachine() {
  ProcessIdentity machine;
  char host[256] = {};
  gethostname(host, sizeof(host) - 1);
  machine.host = host;
  machine.boot_id =
      std::string(absl::StripTrailingAsciiWhitespace(ReadFile("/proc/sys/kernel/random/boot_id").value_or("")));
  char name[64] = {};
  if (readlink("/proc/self/ns/pid", name, sizeof(name) - 1) > 0) machine.pid_namespace = name;
  return machine;
}

}  // namespace

ProcessIdentity ProcessOfPid(int64_t pid) {
  ProcessIdentity process = ThisMachine();
  process.pid = pid;
  process.start = ReadStatus(pid).start;
  return process;
}

ProcessIdentity ThisProcess() { return ProcessOfPid(getpid()); }

Liveness CheckProcess(const ProcessIdentity& process) {
  const ProcessIdentity here = ThisMachine();
  if (process.host == here.host && process.boot_id != here.boot_id) return Liveness::kDead;  // restarted since
  if (process.boot_id != here.boot_id || process.pid_namespace != here.pid_namespace) return Liveness::kUnknown;
  const ProcessStatus status = ReadStatus(process.pid);
  if (status.state == 0 || status.state == 'Z' || status.state == 'X') return Liveness::kDead;
  return status.start == process.start ? Liveness::kAlive : Liveness::kDead;
}

}  // namespace ceteris
