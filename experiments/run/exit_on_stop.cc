#include "experiments/run/exit_on_stop.h"

#include <unistd.h>

namespace ceteris {
namespace {

constexpr int kSignals[3] = {SIGINT, SIGTERM, SIGHUP};
constexpr int kInterrupted = 130, kPreempted = 75;

// Nothing else is safe here: other threads may hold any lock. A transaction that is open is rolled back by whoever
// opens the database next.
void Exit(int number) { _exit(number == SIGINT ? kInterrupted : kPreempted); }

}  // namespace

ExitOnStop::ExitOnStop() {
  for (int i = 0; i < 3; ++i) sigaction(kSignals[i], nullptr, &before_[i]);
  Install();
}

void ExitOnStop::Install() {
  struct sigaction action = {}, before = {};
  action.sa_handler = Exit;
  sigemptyset(&action.sa_mask);
  for (const int signal : kSignals) {
    sigaction(signal, nullptr, &before);
    if (before.sa_handler != SIG_IGN) sigaction(signal, &action, nullptr);
  }
}

ExitOnStop::~ExitOnStop() {
  for (int i = 0; i < 3; ++i) sigaction(kSignals[i], &before_[i], nullptr);
}

}  // namespace ceteris
