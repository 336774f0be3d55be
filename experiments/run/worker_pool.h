// Child processes that run trials: one process a trial at a time, so that nothing a trial does can harm the runner or a
// sibling.
//
// A worker is an exec of a command (the very binary that plans, with the subcommand `worker`), never a bare fork; it
// takes many trials, one after the other, and starting LibTorch is paid once. It is in a process group of its own, so
// Ctrl-C on the terminal reaches the runner only, and the kernel kills it when the runner dies. A worker that crashes
// takes its one trial with it and is replaced at the next Start().
//
// Example:
//   WorkerPool pool({{"/proc/self/exe", "worker"}, TunedEnvironment(), /*num_workers=*/2});
//   ASSIGN_OR_RETURN(const int slot, pool.Acquire(/*num_threads=*/1));
//   RETURN_IF_ERROR(pool.Start(slot, "results/trials/1f0c9a5be2d4/attempt-1/request.textproto"));
//   for (const WorkerEvent& event : pool.Poll(0.5)) ...
//
// All calls come from one thread that lives as long as the pool: the kernel's promise to kill children is about the
// thread that forked them.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace ceteris {

struct WorkerPoolOptions {
  std::vector<std::string> command;      // program and arguments
  std::vector<std::string> environment;  // "NAME=value"; thread counts are added
  int num_workers = 1;
};

// A trial ended, or its worker did.
struct WorkerEvent {
  enum Kind { kDone, kFailed, kDied } kind = kDone;
  int slot = 0;
  bool was_busy = true;  // false: a worker died between trials
  // kFailed: what the worker said. kDied: "signal 9 (Killed)" or "exit code 3", then the last lines it wrote to
  // standard error.
  std::string reason;
};

class WorkerPool {
 public:
  explicit WorkerPool(WorkerPoolOptions options);
  ~WorkerPool();  // kills and reaps what is left
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  int num_workers() const { return static_cast<int>(workers_.size()); }
  int num_busy() const;
  // A slot whose live worker has `num_threads` threads and nothing to do: an idle one, or a new process in a free slot,
  // or one in place of an idle worker of another thread count. -1 where every slot is busy. INTERNAL where no process
  // can be made.
  absl::StatusOr<int> Acquire(int num_threads);
  pid_t pid(int slot) const { return workers_[slot].pid; }
  // Hands a request to an acquired slot.
  absl::Status Start(int slot, const std::string& request_path);

  // Waits up to `seconds` for something to happen, a signal handler included, and says what did.
  std::vector<WorkerEvent> Poll(double seconds);

  // SIGTERM: running trials stop at their next step and idle workers end. Nothing can be started afterwards.
  void Stop();
  // SIGKILL to all, at once.
  void Kill();

 private:
  struct Worker {
    pid_t pid = 0;  // 0: no process
    int num_threads = 0;
    bool busy = false;
    int requests = -1, answers = -1, errors = -1;  // our ends of the pipes
    std::string line;                              // of an answer that is not whole yet
    std::string last_words;                        // end of what it wrote to standard error since its trial began
  };
  absl::Status Spawn(Worker* worker, int num_threads);
  void ReadAnswers(int slot, std::vector<WorkerEvent>* events);
  void ReadErrors(Worker* worker);
  void Reap(int slot, std::vector<WorkerEvent>* events);
  void Close(Worker* worker);
  void End(Worker* worker);

  const WorkerPoolOptions options_;
  std::vector<Worker> workers_;
};

}  // namespace ceteris
