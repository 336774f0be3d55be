#include "data/sequences/random_sequence.h"

#include "core/base/check.h"
#include "core/base/counter_hash.h"
#include "data/sequence_tokens.h"

namespace ceteris {
namespace {

// A split that has one sequence in 20 is missed so often with probability 0.95^10000, less than 1e-220.
constexpr uint64_t kMostDraws = 10000;

std::vector<int32_t> Draw(const config::RandomSequences& config, uint64_t key) {
  const auto num_lengths = static_cast<uint64_t>(config.max_len() - config.min_len() + 1);
  const auto num_symbols = static_cast<uint64_t>(config.vocab_size() - kFirstSymbol);
  const uint64_t len = static_cast<uint64_t>(config.min_len()) + UniformBelow(CounterHash(key, 0), num_lengths);
  std::vector<int32_t> symbols(len);
  for (uint64_t i = 0; i < len; ++i) {
    symbols[i] = kFirstSymbol + static_cast<int32_t>(UniformBelow(CounterHash(key, i + 1), num_symbols));
  }
  return symbols;
}

}  // namespace

Split SplitOfSequence(absl::Span<const int32_t> symbols) {
  uint64_t key = StreamKey(symbols.size(), "data.sequence_split");
  for (const int32_t symbol : symbols) key = CounterHash(key, static_cast<uint64_t>(symbol));
  switch (UniformBelow(key, 20)) {
    case 0:
      return Split::kValidation;
    case 1:
      return Split::kTest;
    default:
      return Split::kTrain;
  }
}

std::vector<int32_t> RandomSequence(const config::RandomSequences& config, Split split, uint64_t key) {
  for (uint64_t draw = 0; draw < kMostDraws; ++draw) {
    std::vector<int32_t> symbols = Draw(config, CounterHash(key, draw));
    if (SplitOfSequence(symbols) == split) return symbols;
  }
  CETERIS_CHECK(false, "every split has sequences");
}

}  // namespace ceteris
