#include "core/attention/query_key_norm_factory.h"

#include <c10/util/Exception.h>

#include "core/attention/l2_query_key_norm.h"
#include "core/attention/layer_query_key_norm.h"
#include "core/attention/no_query_key_norm.h"
#include "core/attention/rms_query_key_norm.h"

namespace ceteris {

std::unique_ptr<QueryKeyNorm> BuildQueryKeyNorm(const config::Attention& config, const QueryKeySizes& sizes,
                                                const Scope& scope) {
  switch (config.query_key_norm_case()) {  // no default: a forgotten variant does not compile
    case config::Attention::kNoQueryKeyNorm:
      return std::make_unique<NoQueryKeyNorm>();
    case config::Attention::kRmsQueryKeyNorm:
      return std::make_unique<RmsQueryKeyNorm>(config.rms_query_key_norm(), sizes.head_dim, scope);
    case config::Attention::kLayerQueryKeyNorm:
      return std::make_unique<LayerQueryKeyNorm>(config.layer_query_key_norm(), sizes.head_dim, scope);
    case config::Attention::kL2QueryKeyNorm:
      return std::make_unique<L2QueryKeyNorm>(config.l2_query_key_norm(), sizes.seq_len, scope);
    case config::Attention::QUERY_KEY_NORM_NOT_SET:
      break;
  }
  TORCH_CHECK(false, "attention.query_key_norm: nothing is written");
}

}  // namespace ceteris
