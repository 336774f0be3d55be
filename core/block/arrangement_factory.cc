#include "core/block/arrangement_factory.h"

#include <c10/util/Exception.h>

#include "core/block/parallel.h"
#include "core/block/sequential.h"

namespace ceteris {

std::unique_ptr<Arrangement> BuildArrangement(const config::Stack& config, bool has_memory, const Scope& scope) {
  switch (config.arrangement_case()) {  // no default: a forgotten variant does not compile
    case config::Stack::kSequential:
      return std::make_unique<Sequential>(config, has_memory, scope);
    case config::Stack::kParallel:
      return std::make_unique<Parallel>(config, scope);
    case config::Stack::ARRANGEMENT_NOT_SET:
      break;
  }
  TORCH_CHECK(false, "stack.arrangement: nothing is written");
}

}  // namespace ceteris
