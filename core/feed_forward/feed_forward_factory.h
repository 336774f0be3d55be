// Builds the feed-forward layer that a config names.
//
// Example:  const FeedForwardInit init{Normal(0.02), Normal(0.01)};
//           auto layer = BuildFeedForward(config.feed_forward(), d_model, init, scope.Child("feed_forward"));
#pragma once

#include <cstdint>
#include <memory>

#include "core/feed_forward/feed_forward.h"
#include "core/feed_forward/feed_forward.pb.h"
#include "core/tensor/scope.h"

namespace ceteris {

// The config must have passed ValidateFeedForward().
std::unique_ptr<FeedForward> BuildFeedForward(const config::FeedForward& config, int64_t d_model,
                                              const FeedForwardInit& init, const Scope& scope);

}  // namespace ceteris
