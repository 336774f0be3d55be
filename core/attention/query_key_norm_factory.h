// The query-key norm that a config names.
#pragma once

#include <cstdint>
#include <memory>

#include "core/attention/attention.pb.h"
#include "core/attention/query_key_norm.h"
#include "core/tensor/scope.h"

namespace ceteris {

struct QueryKeySizes {
  int64_t head_dim = 0;
  int64_t seq_len = 0;  // the longest sequence that is trained on
};

// Throws c10::Error where none is written.
std::unique_ptr<QueryKeyNorm> BuildQueryKeyNorm(const config::Attention& config, const QueryKeySizes& sizes,
                                                const Scope& scope);

}  // namespace ceteris
