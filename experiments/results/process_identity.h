// Which process, once and for all: a pid alone is used again, in another container it is another process, and after a
// reboot none of them lives.
//
// Example:  const ProcessIdentity runner = ThisProcess();          // stored with every trial it claims
//           if (CheckProcess(stored) == Liveness::kDead) ...       // the trial is LOST
#pragma once

#include <cstdint>
#include <string>

namespace ceteris {

struct ProcessIdentity {
  std::string host;
  std::string boot_id;
  std::string pid_namespace;
  int64_t pid = 0;
  int64_t start = 0;  // clock ticks since boot
};

ProcessIdentity ThisProcess();
// Of another process of this machine and namespace; start is 0 where there is none.
ProcessIdentity ProcessOfPid(int64_t pid);

enum class Liveness {
  kAlive,
  kDead,     // gone, a zombie, or its machine has been restarted
  kUnknown,  // on another machine or in another container, where it cannot be seen
};
Liveness CheckProcess(const ProcessIdentity& process);

}  // namespace ceteris
