// Ctrl-C, SIGTERM and a closed terminal, as something a loop can look at.
//
//   StopSignals signals;                    // while it lives, these signals end no process
//   while (...) { if (signals.count() == 1) StopSoon(); else if (signals.count() > 1) StopNow(); }
#pragma once

#include <csignal>

namespace ceteris {

class StopSignals {
 public:
  StopSignals();   // at most one at a time: CHECKed
  ~StopSignals();  // as it was before
  StopSignals(const StopSignals&) = delete;
  StopSignals& operator=(const StopSignals&) = delete;

  int count() const;         // how many came so far
  bool interrupted() const;  // the first was Ctrl-C (SIGINT); otherwise SIGTERM or SIGHUP

 private:
  struct sigaction before_[3];
};

}  // namespace ceteris
