// Ctrl-C, SIGTERM and a closed terminal while there is nothing to save yet: the process ends at once, with the exit
// code that stopping has later too (130, or 75: run me again) instead of a death by signal.
//
//   const ExitOnStop exit_on_stop;    // from the command line to the first trial; RunExperiment's StopSignals take
//   over
#pragma once

#include <csignal>

namespace ceteris {

class ExitOnStop {
 public:
  ExitOnStop();   // signals that are ignored (nohup) stay ignored
  ~ExitOnStop();  // as it was before
  // For the rest of the process. Calls sigaction(2) and nothing else, so it works before static initialisers too.
  static void Install();
  ExitOnStop(const ExitOnStop&) = delete;
  ExitOnStop& operator=(const ExitOnStop&) = delete;

 private:
  struct sigaction before_[3];
};

}  // namespace ceteris
