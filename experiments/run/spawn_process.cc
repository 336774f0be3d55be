#include "experiments/run/spawn_process.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "absl/strings/str_cat.h"

namespace ceteris {
namespace {

struct Pipe {
  int read_end = -1, write_end = -1;
  ~Pipe() {
    if (read_end >= 0) close(read_end);
    if (write_end >= 0) close(write_end);
  }
  bool Open() {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) return false;
    read_end = ends[0];
    write_end = ends[1];
    return true;
  }
  int TakeRead() { return std::exchange(read_end, -1); }
  int TakeWrite() { return std::exchange(write_end, -1); }
};

std::vector<char*> Pointers(const std::vector<std::string>& strings) {
  std::vector<char*> pointers;
  for (const std::string& string : strings) pointers.push_back(const_cast<char*>(string.c_str()));
  pointers.push_back(nullptr);
  return pointers;
}

struct ChildEnds {
  int input, output, errors, report;
};

// Between fork and exec only async-signal-safe calls are allowed: no allocation, no exception.
[[noreturn]] void BecomeChild(pid_t parent, const ChildEnds& ends, char* const* arguments, char* const* environment) {
  // The parent may have died before the kernel knew of the wish; then getppid() is another's.
  if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || getppid() != parent) _exit(127);
  setpgid(0, 0);
  struct sigaction by_default = {};
  by_default.sa_handler = SIG_DFL;
  for (int number = 1; number < NSIG; ++number) sigaction(number, &by_default, nullptr);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  if (dup2(ends.input, 0) >= 0 && dup2(ends.output, 1) >= 0 && dup2(ends.errors, 2) >= 0) {
    execve(arguments[0], arguments, environment);
  }
  const int error = errno;
  (void)!write(ends.report, &error, sizeof(error));
  _exit(127);
}

// 0, or the errno of an exec that failed: the pipe closes by itself when exec succeeds.
int ReadReport(int file) {
  int error = 0;
  ssize_t got;
  do {
    got = read(file, &error, sizeof(error));
  } while (got < 0 && errno == EINTR);
  return got == sizeof(error) ? error : 0;
}

}  // namespace

absl::StatusOr<SpawnedProcess> SpawnProcess(const std::vector<std::string>& command,
                                            const std::vector<std::string>& environment) {
  Pipe input, output, errors, report;
  if (!input.Open() || !output.Open() || !errors.Open() || !report.Open()) {
    return absl::InternalError(absl::StrCat("pipe: ", std::strerror(errno)));
  }
  const std::vector<char*> arguments = Pointers(command);
  const std::vector<char*> variables = Pointers(environment);
  const pid_t parent = getpid();
  const pid_t pid = fork();
  if (pid < 0) return absl::InternalError(absl::StrCat("fork: ", std::strerror(errno)));
  if (pid == 0) {
    BecomeChild(parent, {input.read_end, output.write_end, errors.write_end, report.write_end}, arguments.data(),
                variables.data());
  }
  close(report.TakeWrite());
  const int error = ReadReport(report.read_end);
  if (error != 0) {
    waitpid(pid, nullptr, 0);
    return absl::InternalError(absl::StrCat(command[0], ": ", std::strerror(error)));
  }
  SpawnedProcess process{pid, input.TakeWrite(), output.TakeRead(), errors.TakeRead()};
  fcntl(process.output, F_SETFL, O_NONBLOCK);
  fcntl(process.errors, F_SETFL, O_NONBLOCK);
  return process;
}

}  // namespace ceteris
