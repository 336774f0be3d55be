#include "core/feed_forward/feed_forward_factory.h"

#include <c10/util/Exception.h>

#include <utility>
#include <vector>

#include "core/feed_forward/bilinear.h"
#include "core/feed_forward/expert_shape.h"
#include "core/feed_forward/geglu.h"
#include "core/feed_forward/gelu.h"
#include "core/feed_forward/gelu_tanh.h"
#include "core/feed_forward/glu.h"
#include "core/feed_forward/mixture_of_experts.h"
#include "core/feed_forward/reglu.h"
#include "core/feed_forward/relu.h"
#include "core/feed_forward/squared_relu.h"
#include "core/feed_forward/swiglu.h"

namespace ceteris {
namespace {

std::unique_ptr<FeedForward> BuildMixture(const config::FeedForward& config, int64_t d_model,
                                          const FeedForwardInit& init, const Scope& scope) {
  const config::MixtureOfExperts& mixture = config.mixture_of_experts();
  std::vector<std::unique_ptr<FeedForward>> experts;
  for (int e = 0; e < mixture.num_experts(); ++e) {
    experts.push_back(BuildFeedForward(ExpertConfig(config), d_model, init, scope.Child("expert", e)));
  }
  return std::make_unique<MixtureOfExperts>(mixture, d_model, init.weight, std::move(experts), scope);
}

}  // namespace

std::unique_ptr<FeedForward> BuildFeedForward(const config::FeedForward& config, int64_t d_model,
                                              const FeedForwardInit& init, const Scope& scope) {
  switch (config.variant_case()) {  // no default: a forgotten variant does not compile
    case config::FeedForward::kRelu:
      return std::make_unique<Relu>(config, d_model, init, scope);
    case config::FeedForward::kGelu:
      return std::make_unique<Gelu>(config, d_model, init, scope);
    case config::FeedForward::kGeluTanh:
      return std::make_unique<GeluTanh>(config, d_model, init, scope);
    case config::FeedForward::kSwiglu:
      return std::make_unique<Swiglu>(config, d_model, init, scope);
    case config::FeedForward::kGeglu:
      return std::make_unique<Geglu>(config, d_model, init, scope);
    case config::FeedForward::kReglu:
      return std::make_unique<Reglu>(config, d_model, init, scope);
    case config::FeedForward::kGlu:
      return std::make_unique<Glu>(config, d_model, init, scope);
    case config::FeedForward::kBilinear:
      return std::make_unique<Bilinear>(config, d_model, init, scope);
    case config::FeedForward::kSquaredRelu:
      return std::make_unique<SquaredRelu>(config, d_model, init, scope);
    case config::FeedForward::kMixtureOfExperts:
      return BuildMixture(config, d_model, init, scope);
    case config::FeedForward::VARIANT_NOT_SET:
      break;
  }
  TORCH_CHECK(false, "feed_forward.variant: nothing is written");
}

}  // namespace ceteris
