// Sequences made as they are asked for: a uniform length, then uniform symbols.
//
// Held-out sequences are never trained on, and that needs no list: a hash of the sequence itself says to which split it
// belongs (one in 20 to validation, one in 20 to test), and a sequence of another split than asked for is drawn anew.
//
// Example:  const std::vector<int32_t> symbols = RandomSequence(config, Split::kTrain, CounterHash(batch_key, row));
#pragma once

#include <cstdint>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "data/splits/split.h"
#include "data/task.pb.h"

namespace ceteris {

// Named in the data's digest. A changed rule gets a new name: trials of two rules are never compared.
constexpr absl::string_view kSequenceRule = "uniform lengths, uniform symbols, split by hash 18 1 1 of 20, version 1";

// Depends on the symbols and on nothing else.
Split SplitOfSequence(absl::Span<const int32_t> symbols);

// Symbols in [kFirstSymbol, vocab_size), min_len to max_len of them, of that split. A function of its arguments.
// `config` has passed ValidateTask(), so that every split has sequences.
std::vector<int32_t> RandomSequence(const config::RandomSequences& config, Split split, uint64_t key);

}  // namespace ceteris
