#include "tools/ceteris/worker.h"

#include "experiments/run/run_trial.h"
#include "experiments/run/worker.h"

namespace ceteris {

int WorkerMain() { return RunWorker(RunTrial); }

}  // namespace ceteris
