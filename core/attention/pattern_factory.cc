#include "core/attention/pattern_factory.h"

#include <c10/util/Exception.h>

#include "core/attention/full_attention.h"
#include "core/attention/global_local.h"
#include "core/attention/sliding_window.h"

namespace ceteris {

std::unique_ptr<AttentionPattern> BuildPattern(const config::Attention& config) {
  switch (config.pattern_case()) {  // no default: a forgotten variant does not compile
    case config::Attention::kFull:
      return std::make_unique<FullAttention>();
    case config::Attention::kSlidingWindow:
      return std::make_unique<SlidingWindow>(config.sliding_window());
    case config::Attention::kGlobalLocal:
      return std::make_unique<GlobalLocal>(config.global_local());
    case config::Attention::PATTERN_NOT_SET:
      break;
  }
  TORCH_CHECK(false, "attention.pattern: nothing is written");
}

}  // namespace ceteris
