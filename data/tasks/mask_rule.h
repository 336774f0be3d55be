// Which tokens of a window a masked language model predicts, and what stands in their place.
//
// Devlin et al. 2018 (BERT), arXiv:1810.04805, section 3.1, Task 1: 15 % of the tokens at random; of these, 80 % are
// replaced by the mask token, 10 % by a random token, 10 % stay. As in the released code, a window has a fixed number
// of predicted tokens, round(mask_rate * seq_len) and at least 1, drawn without replacement; which of the three happens
// is drawn for each by itself.
//
// Example:  for (const MaskedToken& masked : DrawMasks(config, vocab_size, row_key)) inputs[masked.index] =
//               masked.keeps ? inputs[masked.index] : masked.token;
#pragma once

#include <cstdint>
#include <vector>

#include "absl/strings/string_view.h"
#include "data/task.pb.h"

namespace ceteris {

// Named in the data's digest. A changed rule gets a new name: trials of two rules are never compared.
constexpr absl::string_view kMaskRule = "fixed number without replacement, counter per window, version 1";

struct MaskedToken {
  int64_t index = 0;   // in the window
  bool keeps = false;  // the token stays what it is, and is predicted all the same
  int64_t token = 0;   // what stands there, unless `keeps`
};

// Predicted tokens of a window.
int64_t NumMasked(const config::MaskedLanguageModel& config);

// In the order in which they are drawn; no index twice. text_vocab_size: without the mask token. A function of its
// arguments; O(seq_len).
std::vector<MaskedToken> DrawMasks(const config::MaskedLanguageModel& config, int64_t text_vocab_size, uint64_t key);

}  // namespace ceteris
