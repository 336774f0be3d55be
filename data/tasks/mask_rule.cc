#include "data/tasks/mask_rule.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "core/base/counter_hash.h"
#include "data/declared_shape.h"

namespace ceteris {

int64_t NumMasked(const config::MaskedLanguageModel& config) {
  return std::max<int64_t>(1, std::llround(config.mask_rate() * config.seq_len()));
}

std::vector<MaskedToken> DrawMasks(const config::MaskedLanguageModel& config, int64_t text_vocab_size, uint64_t key) {
  std::vector<int64_t> indices(static_cast<size_t>(config.seq_len()));
  std::iota(indices.begin(), indices.end(), 0);
  std::vector<MaskedToken> masks(static_cast<size_t>(NumMasked(config)));
  for (size_t i = 0; i < masks.size(); ++i) {
    // A key per mask: three numbers, whatever the others draw.
    const uint64_t mask_key = CounterHash(key, i);
    // The beginning of a Fisher-Yates shuffle.
    std::swap(indices[i], indices[i + UniformBelow(CounterHash(mask_key, 0), indices.size() - i)]);
    masks[i].index = indices[i];
    const double kind = UnitInterval(CounterHash(mask_key, 1));
    if (kind < config.mask_token_rate()) {
      masks[i].token = MaskToken(text_vocab_size);
    } else if (kind < config.mask_token_rate() + config.random_token_rate()) {
      masks[i].token =
          static_cast<int64_t>(UniformBelow(CounterHash(mask_key, 2), static_cast<uint64_t>(text_vocab_size)));
    } else {
      masks[i].keeps = true;
    }
  }
  return masks;
}

}  // namespace ceteris
