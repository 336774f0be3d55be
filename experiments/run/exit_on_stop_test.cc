#include "experiments/run/exit_on_stop.h"

#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>

#include "experiments/run/stop_signals.h"
#include "gtest/gtest.h"

namespace ceteris {
namespace {

// How a process ends that does this: its exit code, or 128 + signal.
template <typename Body>
int EndOf(Body body) {
  const pid_t child = fork();
  if (child == 0) {
    body();
    _exit(0);
  }
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

TEST(ExitOnStopTest, EndsWithTheCodeThatStoppingHas) {
  const auto raised = [](int signal) {
    return EndOf([signal] {
      const ExitOnStop exit_on_stop;
      raise(signal);
    });
  };
  EXPECT_EQ(raised(SIGTERM), 75);
  EXPECT_EQ(raised(SIGHUP), 75);
  EXPECT_EQ(raised(SIGINT), 130);
}

TEST(ExitOnStopTest, IsAskedBeforeAndAfterARunThatCountsSignals) {
  EXPECT_EQ(EndOf([] {
              const ExitOnStop exit_on_stop;
              {
                const StopSignals signals;
                raise(SIGTERM);
                if (signals.count() != 1) _exit(1);
              }
              raise(SIGTERM);
            }),
            75);
}

TEST(ExitOnStopTest, WhatIsIgnoredStaysIgnored) {
  EXPECT_EQ(EndOf([] {
              signal(SIGHUP, SIG_IGN);
              const ExitOnStop exit_on_stop;
              raise(SIGHUP);
            }),
            0);
}

TEST(ExitOnStopTest, LeavesNothingBehind) {
  EXPECT_EQ(EndOf([] {
              { const ExitOnStop exit_on_stop; }
              raise(SIGTERM);
            }),
            128 + SIGTERM);
}

}  // namespace
}  // namespace ceteris
