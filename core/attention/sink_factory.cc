#include "core/attention/sink_factory.h"

#include <c10/util/Exception.h>

#include "core/attention/learned_sink.h"
#include "core/attention/no_sink.h"
#include "core/attention/zero_sink.h"

namespace ceteris {

std::unique_ptr<Sink> BuildSink(const config::Attention& config, int64_t num_heads, const Scope& scope) {
  switch (config.sink_case()) {  // no default: a forgotten variant does not compile
    case config::Attention::kNoSink:
      return std::make_unique<NoSink>();
    case config::Attention::kZeroSink:
      return std::make_unique<ZeroSink>(num_heads, scope);
    case config::Attention::kLearnedSink:
      return std::make_unique<LearnedSink>(num_heads, scope);
    case config::Attention::SINK_NOT_SET:
      break;
  }
  TORCH_CHECK(false, "attention.sink: nothing is written");
}

}  // namespace ceteris
