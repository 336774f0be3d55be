// The sizes of a mixture of experts, derived here and only here. No LibTorch.
#pragma once

#include <cstdint>

#include "core/feed_forward/feed_forward.pb.h"

namespace ceteris {

// What one expert is: the layer that config.mixture_of_experts().expert names, with d_ff, bias and dropout of `config`.
// config must have a mixture of experts; where it names no expert the result has no variant.
config::FeedForward ExpertConfig(const config::FeedForward& config);

// The least number of choices that fill an expert: ceil(capacity_factor * top_k * num_tokens / num_experts), but 1 at
// least and num_tokens at most, since no token chooses an expert twice. num_tokens >= 1.
int64_t ExpertCapacity(const config::MixtureOfExperts& config, int64_t num_tokens);

}  // namespace ceteris
