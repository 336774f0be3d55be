#include "core/training/precision.h"

#include <c10/util/Exception.h>

namespace ceteris {

at::ScalarType FromPrecision(const config::Precision& precision) {
  switch (precision.variant_case()) {
    case config::Precision::kFloat32:
      return at::kFloat;
    case config::Precision::kBfloat16:
      return at::kBFloat16;
    case config::Precision::kFloat64:
      return at::kDouble;
    case config::Precision::VARIANT_NOT_SET:
      break;
  }
  TORCH_CHECK(false, "no precision is set");
}

}  // namespace ceteris
