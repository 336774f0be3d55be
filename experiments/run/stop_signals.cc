#include "experiments/run/stop_signals.h"

#include <atomic>

#include "core/base/check.h"

namespace ceteris {
namespace {

constexpr int kSignals[3] = {SIGINT, SIGTERM, SIGHUP};

// Handlers can reach nothing else. Lock-free, as a handler needs it.
std::atomic<int> signal_count{0};
std::atomic<int> first_signal{0};
std::atomic<bool> in_use{false};

void Handle(int number) {
  int none = 0;
  first_signal.compare_exchange_strong(none, number);
  signal_count.fetch_add(1);
}

}  // namespace

StopSignals::StopSignals() {
  CETERIS_CHECK(!in_use.exchange(true), "signals have one owner");
  signal_count = 0;
  first_signal = 0;
  struct sigaction action = {};
  action.sa_handler = Handle;  // no SA_RESTART: poll(2) must wake up
  sigemptyset(&action.sa_mask);
  for (int i = 0; i < 3; ++i) {
    sigaction(kSignals[i], nullptr, &before_[i]);
    // nohup(1) and background jobs of a shell ask for signals to be ignored.
    if (before_[i].sa_handler != SIG_IGN) sigaction(kSignals[i], &action, nullptr);
  }
}

StopSignals::~StopSignals() {
  for (int i = 0; i < 3; ++i) sigaction(kSignals[i], &before_[i], nullptr);
  in_use = false;
}

int StopSignals::count() const { return signal_count.load(); }
bool StopSignals::interrupted() const { return first_signal.load() == SIGINT; }

}  // namespace ceteris
