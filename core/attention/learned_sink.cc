#include "core/attention/learned_sink.h"

namespace ceteris {

LearnedSink::LearnedSink(int64_t num_heads, const Scope& scope)
    : logits_(scope.Child("sink").Parameter("logit", {num_heads}, Zeros(), WeightDecay::kNoDecay)) {}

}  // namespace ceteris
