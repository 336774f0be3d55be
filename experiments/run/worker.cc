#include "experiments/run/worker.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "core/base/file.h"
#include "core/base/status_macros.h"
#include "experiments/results/process_identity.h"
#include "experiments/spec/canonical_text.h"
#include "google/protobuf/text_format.h"

namespace ceteris {
namespace {

// The flag that signals set: handlers can reach nothing else.
std::atomic<bool> stop_requested{false};
void RequestStop(int) { stop_requested.store(true); }

// No SA_RESTART: a worker that waits for its next request must wake up.
void CatchStopSignals() {
  struct sigaction action = {};
  action.sa_handler = RequestStop;
  sigemptyset(&action.sa_mask);
  sigaction(SIGTERM, &action, nullptr);
  sigaction(SIGINT, &action, nullptr);
  signal(SIGXFSZ, SIG_IGN);  // a file-size limit is an error of write(2), not a death
  signal(SIGPIPE, SIG_IGN);
}

// The line without its end; "" at the end of input or when asked to stop.
std::string ReadLine(int file) {
  std::string line;
  char letter;
  while (!stop_requested.load()) {
    const ssize_t got = read(file, &letter, 1);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return "";
    if (letter == '\n') return line;
    line += letter;
  }
  return "";
}

void Answer(int file, const std::string& answer) {
  const std::string line = absl::StrCat(absl::StrReplaceAll(answer, {{"\n", " "}}), "\n");
  // A runner that is gone does not read; this process is about to be killed.
  (void)!write(file, line.data(), line.size());
}

// Linux forgets the largest resident set so far; without it a worker's second trial would report its first one's peak.
void ResetPeakMemory() {
  const int file = open("/proc/self/clear_refs", O_WRONLY | O_CLOEXEC);
  if (file < 0) return;
  (void)!write(file, "5", 1);
  close(file);
}

int64_t PeakBytes() {
  const absl::StatusOr<std::string> status = ReadFile("/proc/self/status");
  if (!status.ok()) return 0;
  for (absl::string_view line : absl::StrSplit(*status, '\n')) {
    if (!absl::ConsumePrefix(&line, "VmHWM:")) continue;
    absl::ConsumeSuffix(&line, "kB");
    int64_t kilobytes = 0;
    return absl::SimpleAtoi(line, &kilobytes) ? kilobytes * 1024 : 0;
  }
  return 0;
}

absl::Status Serve(const std::string& path, const TrialBody& body) {
  ASSIGN_OR_RETURN(const std::string text, ReadFile(path));
  run::TrialRequest request;
  if (!google::protobuf::TextFormat::ParseFromString(text, &request)) {
    return absl::InvalidArgumentError(absl::StrCat(path, ": is no TrialRequest"));
  }
  return RunRequest(request, body, stop_requested);
}

}  // namespace

journal::Header HeaderOfRequest(const run::TrialRequest& request) {
  journal::Header header;
  header.set_format_version(1);
  header.set_trial_identity(request.identity());
  header.set_attempt(request.attempt());
  header.set_fingerprint(request.fingerprint());
  header.set_config_textproto(CanonicalText(request.trial()));
  header.set_seed(request.seed());
  header.set_replicate(request.replicate());
  header.set_data_digest(request.data_digest());
  *header.mutable_environment() = request.environment();
  const ProcessIdentity process = ThisProcess();
  header.set_pid(static_cast<int32_t>(process.pid));
  header.set_pid_start(static_cast<uint64_t>(process.start));
  return header;
}

absl::Status RunRequest(const run::TrialRequest& request, const TrialBody& body, const std::atomic<bool>& stop) {
  ResetPeakMemory();
  ASSIGN_OR_RETURN(const std::unique_ptr<JournalWriter> journal, JournalWriter::Create(request.journal_path()));
  absl::StatusOr<journal::Footer> result = body(request, *journal, stop);
  journal::Footer footer;
  if (result.ok()) {
    footer = *std::move(result);
  } else {
    footer.set_outcome(absl::IsCancelled(result.status()) ? journal::Footer::CANCELLED : journal::Footer::FAILED);
    footer.set_reason(std::string(result.status().message()));
  }
  // A trial that failed before it could say what it is still says which it is.
  if (!journal->has_header()) RETURN_IF_ERROR(journal->WriteHeader(HeaderOfRequest(request)));
  footer.set_journal_seconds(journal->seconds());
  footer.set_peak_bytes(PeakBytes());
  return journal->WriteFooter(footer);
}

int RunWorker(const TrialBody& body) {
  CatchStopSignals();
  const int requests = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3);
  const int answers = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3);
  const int nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);
  dup2(nothing, STDIN_FILENO);
  dup2(STDERR_FILENO, STDOUT_FILENO);
  Answer(answers, "READY");
  while (!stop_requested.load()) {
    std::string line = ReadLine(requests);
    if (!absl::StartsWith(line, "RUN ")) break;
    const absl::Status status = Serve(line.substr(4), body);
    std::fflush(stdout);
    Answer(answers, status.ok() ? "DONE" : absl::StrCat("FAILED ", status.message()));
  }
  return 0;
}

}  // namespace ceteris
