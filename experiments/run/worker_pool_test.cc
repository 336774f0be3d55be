#include "experiments/run/worker_pool.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "core/base/clock.h"
#include "core/base/file.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ceteris {
namespace {

using ::testing::HasSubstr;

// A worker in shell: each request is a command to run.
std::vector<std::string> Shell(const std::string& prologue = "") {
  return {"/bin/sh", "-c", prologue + "echo READY; while read word command; do eval \"$command\"; done"};
}

// The first event within 10 s.
WorkerEvent WaitForEvent(WorkerPool* pool) {
  const double deadline = MonotonicSeconds() + 10;
  while (MonotonicSeconds() < deadline) {
    const std::vector<WorkerEvent> events = pool->Poll(0.5);
    if (!events.empty()) return events[0];
  }
  ADD_FAILURE() << "nothing happened";
  return WorkerEvent();
}

class WorkerPoolTest : public ::testing::Test {
 protected:
  WorkerEvent RunCommand(const std::string& command) {
    const absl::StatusOr<int> slot = pool_.Acquire(1);
    EXPECT_TRUE(slot.ok()) << slot.status();
    EXPECT_TRUE(pool_.Start(*slot, command).ok());
    return WaitForEvent(&pool_);
  }
  const std::string file_ = absl::StrCat(::testing::TempDir(), "/worker_pool_test", getpid());
  WorkerPool pool_{{Shell(), {"PATH=/usr/bin:/bin", "OMP_NUM_THREADS=99"}, /*num_workers=*/2}};
};

TEST_F(WorkerPoolTest, AWorkerTakesManyRequests) {
  EXPECT_EQ(RunCommand("echo DONE").kind, WorkerEvent::kDone);
  const pid_t pid = pool_.pid(0);
  EXPECT_EQ(RunCommand("echo DONE").kind, WorkerEvent::kDone);
  EXPECT_EQ(pool_.pid(0), pid);
  const WorkerEvent event = RunCommand("echo FAILED no space");
  EXPECT_EQ(event.kind, WorkerEvent::kFailed);
  EXPECT_EQ(event.reason, "no space");
}

TEST_F(WorkerPoolTest, ACrashIsSaidWithItsLastWordsAndReplaced) {
  WorkerEvent event = RunCommand("echo something >&2; kill -SEGV $$");
  EXPECT_EQ(event.kind, WorkerEvent::kDied);
  EXPECT_TRUE(event.was_busy);
  EXPECT_EQ(event.reason, "signal 11 (Segmentation fault): something");
  EXPECT_EQ(RunCommand("exit 7").reason, "exit code 7");
  EXPECT_EQ(RunCommand("echo DONE").kind, WorkerEvent::kDone);
}

TEST_F(WorkerPoolTest, OnlyTheLastLinesAreKept) {
  const WorkerEvent event = RunCommand("seq 1 100000 >&2; exit 1");
  EXPECT_EQ(event.reason, "exit code 1: 99997 | 99998 | 99999 | 100000");
}

TEST_F(WorkerPoolTest, AnAnswerBeforeTheEndCounts) {
  EXPECT_EQ(RunCommand("echo DONE; exit 0").kind, WorkerEvent::kDone);
}

TEST_F(WorkerPoolTest, AGrandchildThatKeepsThePipeOpenDelaysNothing) {
  const double start = MonotonicSeconds();
  EXPECT_EQ(RunCommand("sleep 5 & exit 4").reason, "exit code 4");
  EXPECT_LT(MonotonicSeconds() - start, 3);
}

TEST_F(WorkerPoolTest, EverySlotBusyIsMinusOne) {
  ASSERT_TRUE(pool_.Start(*pool_.Acquire(1), "sleep 9").ok());
  ASSERT_TRUE(pool_.Start(*pool_.Acquire(1), "sleep 9").ok());
  EXPECT_EQ(pool_.num_busy(), 2);
  EXPECT_EQ(*pool_.Acquire(1), -1);
}

TEST_F(WorkerPoolTest, ThreadsAreSetAndAnotherCountIsAnotherProcess) {
  RunCommand(absl::StrCat("echo $OMP_NUM_THREADS $MKL_NUM_THREADS >", file_, "; echo DONE"));
  EXPECT_EQ(*ReadFile(file_), "1 1\n");
  const int slot = *pool_.Acquire(3);
  ASSERT_TRUE(pool_.Start(slot, absl::StrCat("echo $OMP_NUM_THREADS >", file_, "; echo DONE")).ok());
  WaitForEvent(&pool_);
  EXPECT_EQ(*ReadFile(file_), "3\n");
}

TEST_F(WorkerPoolTest, AWorkerHasItsOwnProcessGroupAndDefaultSignals) {
  signal(SIGUSR1, SIG_IGN);
  RunCommand(absl::StrCat("cut -d ' ' -f 5 /proc/$$/stat >", file_, "; echo DONE"));  // its process group
  EXPECT_EQ(std::stoi(*ReadFile(file_)), pool_.pid(0));
  EXPECT_EQ(RunCommand("kill -USR1 $$; echo DONE").reason, "signal 10 (User defined signal 1)");
  signal(SIGUSR1, SIG_DFL);
}

TEST_F(WorkerPoolTest, StopEndsIdleAndBusyWorkers) {
  RunCommand("echo DONE");
  ASSERT_TRUE(pool_.Start(*pool_.Acquire(1), "sleep 9").ok());
  pool_.Stop();
  const WorkerEvent event = WaitForEvent(&pool_);
  EXPECT_EQ(event.kind, WorkerEvent::kDied);
}

TEST_F(WorkerPoolTest, NoProcessOutlivesThePool) {
  pid_t pid = 0;
  {
    WorkerPool pool({Shell(), {"PATH=/usr/bin:/bin"}, 1});
    ASSERT_TRUE(pool.Start(*pool.Acquire(1), "sleep 60").ok());
    pid = pool.pid(0);
    EXPECT_EQ(kill(pid, 0), 0);
  }
  EXPECT_NE(kill(pid, 0), 0);
}

TEST_F(WorkerPoolTest, AMissingProgramIsAnErrorAtOnce) {
  WorkerPool pool({{"/no/such/program"}, {}, 1});
  const absl::StatusOr<int> slot = pool.Acquire(1);
  EXPECT_EQ(slot.status().code(), absl::StatusCode::kInternal);
  EXPECT_THAT(std::string(slot.status().message()), HasSubstr("/no/such/program: No such file"));
}

TEST_F(WorkerPoolTest, FilesDoNotLeakOverManyDeaths) {
  RunCommand("exit 1");
  const int before = dup(0);
  close(before);
  for (int i = 0; i < 30; ++i) RunCommand("exit 1");
  const int after = dup(0);
  close(after);
  EXPECT_EQ(after, before);
}

}  // namespace
}  // namespace ceteris
