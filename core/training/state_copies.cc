#include "core/training/state_copies.h"

namespace ceteris {
namespace {

double OfOptimizer(const config::Optimizer& optimizer) {
  switch (optimizer.variant_case()) {  // no default: a forgotten variant does not compile
    case config::Optimizer::kAdamw:
    case config::Optimizer::kAdam:
    case config::Optimizer::kMuon:
      return 2;
    case config::Optimizer::kSgd:
      return optimizer.sgd().momentum() > 0 ? 1 : 0;
    case config::Optimizer::kLion:
      return 1;
    case config::Optimizer::VARIANT_NOT_SET:
      break;
  }
  return 2;
}

double OfAveraging(const config::Averaging& averaging) {
  switch (averaging.variant_case()) {
    case config::Averaging::kExponentialAverage:
      return 1;
    case config::Averaging::kCheckpointAverage:
      return averaging.checkpoint_average().count();
    case config::Averaging::kNoAveraging:
    case config::Averaging::VARIANT_NOT_SET:
      break;
  }
  return 0;
}

}  // namespace

double StateCopies(const config::Training& training) {
  return OfOptimizer(training.optimizer()) + OfAveraging(training.averaging());
}

}  // namespace ceteris
