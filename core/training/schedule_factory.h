// The schedule that a configuration names.
#pragma once

#include <cstdint>
#include <memory>

#include "core/training/schedule.h"
#include "core/training/training.pb.h"

namespace ceteris {

// num_steps: of the whole training, the last step that Factor() is asked for. nullptr where no variant is set, which
// ValidateTraining() refuses.
std::unique_ptr<Schedule> BuildSchedule(const config::Schedule& config, int64_t num_steps);

}  // namespace ceteris
