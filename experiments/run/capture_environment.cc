#include "experiments/run/capture_environment.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "core/base/file.h"
#include "core/base/tuned_environment.h"
#include "experiments/results/process_identity.h"
#include "experiments/run/executable_digest.h"
#include "experiments/run/spawn_process.h"

namespace ceteris {
namespace {

// What a program prints; false where it cannot be run or fails.
bool CaptureOutput(const std::vector<std::string>& command, std::string* output) {
  // Our own environment, as TunedEnvironment copies it: git needs HOME.
  const absl::StatusOr<SpawnedProcess> process = SpawnProcess(command, TunedEnvironment());
  if (!process.ok()) return false;
  fcntl(process->output, F_SETFL, 0);  // wait for all of it
  close(process->input);
  close(process->errors);
  char buffer[4096];
  ssize_t got;
  while ((got = read(process->output, buffer, sizeof(buffer))) > 0 || (got < 0 && errno == EINTR)) {
    if (got > 0) output->append(buffer, got);
  }
  close(process->output);
  int status = 0;
  while (waitpid(process->pid, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

void CaptureGit(journal::Environment* environment) {
  const char* workspace = std::getenv("BUILD_WORKSPACE_DIRECTORY");
  if (workspace == nullptr) return;
  std::string revision, changes;
  if (!CaptureOutput({"/usr/bin/env", "git", "-C", workspace, "rev-parse", "HEAD"}, &revision)) return;
  // --no-optional-locks: looking must not stand in the way of a commit.
  if (!CaptureOutput({"/usr/bin/env", "git", "-C", workspace, "--no-optional-locks", "status", "--porcelain",
                      "--untracked-files=no"},
                     &changes)) {
    return;
  }
  environment->set_git_revision(std::string(absl::StripAsciiWhitespace(revision)));
  environment->set_git_dirty(!changes.empty());
}

std::string ProcessorName() {
  const std::string text = ReadFile("/proc/cpuinfo").value_or("");
  for (absl::string_view line : absl::StrSplit(text, '\n')) {
    if (!absl::StartsWith(line, "model name")) continue;
    const size_t colon = line.find(':');
    if (colon != absl::string_view::npos) return std::string(absl::StripAsciiWhitespace(line.substr(colon + 1)));
  }
  return "";
}

}  // namespace

journal::Environment CaptureEnvironment(absl::string_view libtorch) {
  journal::Environment environment;
  environment.set_executable_sha256(ExecutableDigest(UserCacheFolder()));
  CaptureGit(&environment);
  const ProcessIdentity process = ThisProcess();
  environment.set_host(process.host);
  environment.set_boot_id(process.boot_id);
  environment.set_cpu(ProcessorName());
  environment.set_libtorch(std::string(libtorch));
#if defined(__clang__)
  environment.set_compiler("Clang " __clang_version__);
#else
  environment.set_compiler("GCC " __VERSION__);
#endif
  return environment;
}

}  // namespace ceteris
