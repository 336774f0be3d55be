#include "core/block/residual_factory.h"

#include <c10/util/Exception.h>

#include "core/block/post_norm.h"
#include "core/block/pre_norm.h"
#include "core/block/rezero.h"
#include "core/block/sandwich.h"

namespace ceteris {

std::unique_ptr<Residual> BuildResidual(const config::Stack& config, const Scope& scope) {
  switch (config.residual_case()) {  // no default: a forgotten variant does not compile
    case config::Stack::kPreNorm:
      return std::make_unique<PreNorm>(config, scope);
    case config::Stack::kPostNorm:
      return std::make_unique<PostNorm>(config, scope);
    case config::Stack::kSandwich:
      return std::make_unique<Sandwich>(config, scope);
    case config::Stack::kRezero:
      return std::make_unique<ReZero>(config, scope);
    case config::Stack::RESIDUAL_NOT_SET:
      break;
  }
  TORCH_CHECK(false, "stack.residual: nothing is written");
}

}  // namespace ceteris
