#include "core/training/schedule_factory.h"

#include "core/training/constant_schedule.h"
#include "core/training/cosine_schedule.h"
#include "core/training/inverse_square_root_schedule.h"
#include "core/training/linear_schedule.h"

namespace ceteris {

// No `default:`: a variant that the schema gains and this switch lacks does not compile.
std::unique_ptr<Schedule> BuildSchedule(const config::Schedule& config, int64_t num_steps) {
  switch (config.variant_case()) {
    case config::Schedule::kConstant:
      return std::make_unique<ConstantSchedule>(config.constant());
    case config::Schedule::kCosine:
      return std::make_unique<CosineSchedule>(config.cosine(), num_steps);
    case config::Schedule::kLinear:
      return std::make_unique<LinearSchedule>(config.linear(), num_steps);
    case config::Schedule::kInverseSquareRoot:
      return std::make_unique<InverseSquareRootSchedule>(config.inverse_square_root());
    case config::Schedule::VARIANT_NOT_SET:
      break;
  }
  return nullptr;
}

}  // namespace ceteris
