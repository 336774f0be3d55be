#include "models/head/pooling_factory.h"

#include <c10/util/Exception.h>

#include "models/head/bert_pooler.h"
#include "models/head/first_token.h"
#include "models/head/mean_pooling.h"

namespace ceteris {

std::unique_ptr<PooledStates> BuildPooling(const config::Pooling& config, int64_t d_model, const Initializer& weight,
                                           const Scope& scope) {
  switch (config.variant_case()) {  // no default: a forgotten variant does not compile
    case config::Pooling::kMean:
      return std::make_unique<MeanPooling>();
    case config::Pooling::kFirstToken:
      return std::make_unique<FirstToken>();
    case config::Pooling::kBertPooler:
      return std::make_unique<BertPooler>(d_model, weight, scope.Child("pooler"));
    case config::Pooling::VARIANT_NOT_SET:
      break;
  }
  TORCH_CHECK(false, "pooling: nothing is written");
}

}  // namespace ceteris
