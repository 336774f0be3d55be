// The two clocks: one to say when, one to say how long.
#pragma once

#include <cstdint>

namespace ceteris {

// Milliseconds since 1970-01-01 00:00 UTC. May jump when the machine's clock is set: never subtract two of them.
int64_t WallMilliseconds();

// Seconds since some fixed moment of this boot, never backwards: for durations.
double MonotonicSeconds();

}  // namespace ceteris
