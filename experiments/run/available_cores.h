// How many processor cores this process may use.
#pragma once

namespace ceteris {

// At least 1: the cores of the affinity mask (taskset, cpuset), and no more than the quota of the control groups that
// the process is in (a container that may use 2.5 cores counts 2). Not the cores of the machine.
int AvailableCores();

}  // namespace ceteris
