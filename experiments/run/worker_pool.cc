#include "experiments/run/worker_pool.h"

#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"
#include "core/base/status_macros.h"
#include "data/utf8/printable.h"
#include "experiments/run/spawn_process.h"

namespace ceteris {
namespace {

constexpr size_t kLastWordsBytes = 2000;

std::vector<std::string> WithThreads(const std::vector<std::string>& environment, int num_threads) {
  std::vector<std::string> variables;
  for (const std::string& variable : environment) {
    if (!absl::StartsWith(variable, "OMP_NUM_THREADS=") && !absl::StartsWith(variable, "MKL_NUM_THREADS=")) {
      variables.push_back(variable);
    }
  }
  variables.push_back(absl::StrCat("OMP_NUM_THREADS=", num_threads));
  variables.push_back(absl::StrCat("MKL_NUM_THREADS=", num_threads));
  return variables;
}

// All that can be read now. False: the other end is closed.
bool ReadAvailable(int file, std::string* out) {
  char buffer[4096];
  while (true) {
    const ssize_t got = read(file, buffer, sizeof(buffer));
    if (got > 0) {
      out->append(buffer, got);
    } else if (got < 0 && errno == EINTR) {
      continue;
    } else {
      return got < 0 && errno == EAGAIN;
    }
  }
}

std::string HowItEnded(int status) {
  if (WIFSIGNALED(status)) {
    std::string text = absl::StrCat("signal ", WTERMSIG(status), " (", strsignal(WTERMSIG(status)), ")");
    // The kernel's out-of-memory killer leaves no other trace.
    if (WTERMSIG(status) == SIGKILL) absl::StrAppend(&text, ", possibly out of memory");
    return text;
  }
  return absl::StrCat("exit code ", WEXITSTATUS(status));
}

bool HasEnded(pid_t pid) {
  siginfo_t information;
  information.si_pid = 0;
  return waitid(P_PID, pid, &information, WEXITED | WNOHANG | WNOWAIT) == 0 && information.si_pid == pid;
}

// The last lines, in one.
std::string LastLines(absl::string_view text) {
  constexpr int kLines = 4;
  text = absl::StripTrailingAsciiWhitespace(text);
  size_t begin = text.size();
  for (int i = 0; i < kLines && begin != absl::string_view::npos && begin > 0; ++i) begin = text.rfind('\n', begin - 1);
  if (begin != absl::string_view::npos && begin < text.size()) text.remove_prefix(begin);
  // A dying program may write anything, also what a terminal would obey.
  return Printable(absl::StrReplaceAll(absl::StripAsciiWhitespace(text), {{"\n", " | "}}));
}

}  // namespace

WorkerPool::WorkerPool(WorkerPoolOptions options)
    : options_(std::move(options)), workers_(std::max(1, options_.num_workers)) {
  signal(SIGPIPE, SIG_IGN);  // writing to a worker that just died is an error, not our death
}

WorkerPool::~WorkerPool() {
  for (Worker& worker : workers_) End(&worker);
}

int WorkerPool::num_busy() const {
  return static_cast<int>(std::count_if(workers_.begin(), workers_.end(), [](const Worker& w) { return w.busy; }));
}

absl::StatusOr<int> WorkerPool::Acquire(int num_threads) {
  int chosen = -1;
  for (size_t i = 0; i < workers_.size(); ++i) {
    const Worker& worker = workers_[i];
    if (worker.busy) continue;
    if (worker.pid != 0 && worker.num_threads == num_threads) return static_cast<int>(i);
    if (chosen < 0 || (workers_[chosen].pid != 0 && worker.pid == 0)) chosen = static_cast<int>(i);
  }
  if (chosen < 0) return -1;
  End(&workers_[chosen]);
  RETURN_IF_ERROR(Spawn(&workers_[chosen], num_threads));
  return chosen;
}

absl::Status WorkerPool::Spawn(Worker* worker, int num_threads) {
  ASSIGN_OR_RETURN(const SpawnedProcess process,
                   SpawnProcess(options_.command, WithThreads(options_.environment, num_threads)));
  *worker = Worker();
  worker->pid = process.pid;
  worker->num_threads = num_threads;
  worker->requests = process.input;
  worker->answers = process.output;
  worker->errors = process.errors;
  return absl::OkStatus();
}

absl::Status WorkerPool::Start(int slot, const std::string& request_path) {
  Worker& worker = workers_[slot];
  worker.busy = true;
  worker.last_words.clear();
  const std::string line = absl::StrCat("RUN ", request_path, "\n");
  // Shorter than a pipe's buffer, so it is written whole. A dead worker's end comes out of Poll().
  if (write(worker.requests, line.data(), line.size()) == static_cast<ssize_t>(line.size()) || errno == EPIPE) {
    return absl::OkStatus();
  }
  return absl::InternalError(absl::StrCat("worker ", worker.pid, ": ", std::strerror(errno)));
}

std::vector<WorkerEvent> WorkerPool::Poll(double seconds) {
  std::vector<pollfd> files;
  for (const Worker& worker : workers_) {
    if (worker.pid == 0) continue;
    files.push_back({worker.answers, POLLIN, 0});
    files.push_back({worker.errors, POLLIN, 0});
  }
  poll(files.data(), files.size(), static_cast<int>(seconds * 1000));
  std::vector<WorkerEvent> events;
  for (int slot = 0; slot < num_workers(); ++slot) {
    if (workers_[slot].pid == 0) continue;
    ReadErrors(&workers_[slot]);
    ReadAnswers(slot, &events);
  }
  return events;
}

void WorkerPool::ReadErrors(Worker* worker) {
  ReadAvailable(worker->errors, &worker->last_words);
  if (worker->last_words.size() > kLastWordsBytes) {
    worker->last_words.erase(0, worker->last_words.size() - kLastWordsBytes);
  }
}

void WorkerPool::ReadAnswers(int slot, std::vector<WorkerEvent>* events) {
  Worker& worker = workers_[slot];
  // Asked before reading: what it wrote before it ended is then read below. A grandchild may keep the pipe open.
  const bool ended = HasEnded(worker.pid);
  const bool open = ReadAvailable(worker.answers, &worker.line) && !ended;
  size_t end;
  while ((end = worker.line.find('\n')) != std::string::npos) {
    absl::string_view answer = absl::string_view(worker.line).substr(0, end);
    if (answer == "DONE") {
      events->push_back({WorkerEvent::kDone, slot, worker.busy, ""});
      worker.busy = false;
    } else if (absl::ConsumePrefix(&answer, "FAILED ")) {
      events->push_back({WorkerEvent::kFailed, slot, worker.busy, Printable(answer)});
      worker.busy = false;
    }
    worker.line.erase(0, end + 1);
  }
  if (!open) Reap(slot, events);
}

void WorkerPool::Reap(int slot, std::vector<WorkerEvent>* events) {
  Worker& worker = workers_[slot];
  // Its standard output is closed, so it has ended or is about to; what it closed on purpose and lives on is killed.
  kill(-worker.pid, SIGKILL);
  int status = 0;
  while (waitpid(worker.pid, &status, 0) < 0 && errno == EINTR) {
  }
  ReadErrors(&worker);
  std::string reason = HowItEnded(status);
  const std::string last_lines = LastLines(worker.last_words);
  if (!last_lines.empty()) absl::StrAppend(&reason, ": ", last_lines);
  events->push_back({WorkerEvent::kDied, slot, worker.busy, std::move(reason)});
  Close(&worker);
}

void WorkerPool::Close(Worker* worker) {
  for (const int file : {worker->requests, worker->answers, worker->errors}) {
    if (file >= 0) close(file);
  }
  *worker = Worker();
}

void WorkerPool::End(Worker* worker) {
  if (worker->pid == 0) return;
  kill(-worker->pid, SIGKILL);
  while (waitpid(worker->pid, nullptr, 0) < 0 && errno == EINTR) {
  }
  Close(worker);
}

void WorkerPool::Stop() {
  for (Worker& worker : workers_) {
    if (worker.pid == 0) continue;
    kill(worker.pid, SIGTERM);
    // One that was about to wait for a request when the signal came finds the end of its input.
    if (worker.requests >= 0) close(std::exchange(worker.requests, -1));
  }
}

void WorkerPool::Kill() {
  for (const Worker& worker : workers_) {
    if (worker.pid != 0) kill(-worker.pid, SIGKILL);
  }
}

}  // namespace ceteris
