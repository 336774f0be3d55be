// `ceteris worker`: the child process in which trials run. The runner starts it; people do not.
#pragma once

namespace ceteris {

// Serves requests on standard input until it ends (experiments/run/worker.h). Returns the exit code.
int WorkerMain();

}  // namespace ceteris
