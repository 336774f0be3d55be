#include "core/feed_forward/expert_shape.h"

#include <algorithm>
#include <cmath>

namespace ceteris {

config::FeedForward ExpertConfig(const config::FeedForward& config) {
  const config::MixtureOfExperts& mixture = config.mixture_of_experts();
  config::FeedForward expert = config;
  expert.clear_variant();
  const auto* choice = config::MixtureOfExperts::descriptor()->FindOneofByName("expert");
  const auto* member = mixture.GetReflection()->GetOneofFieldDescriptor(mixture, choice);
  if (member == nullptr) return expert;
  // The members of both oneofs have the same names and types; a test holds them to that.
  const auto* variant = config::FeedForward::descriptor()->FindFieldByName(member->name());
  expert.GetReflection()
      ->MutableMessage(&expert, variant)
      ->CopyFrom(mixture.GetReflection()->GetMessage(mixture, member));
  return expert;
}

int64_t ExpertCapacity(const config::MixtureOfExperts& config, int64_t num_tokens) {
  const double fair = static_cast<double>(config.top_k()) * static_cast<double>(num_tokens) / config.num_experts();
  const double capacity = std::ceil(config.capacity_factor() * fair);
  return static_cast<int64_t>(std::min(std::max(capacity, 1.0), static_cast<double>(num_tokens)));
}

}  // namespace ceteris
