// No positional encoding (NoPE).
//
// Haviv et al. 2022, "Transformer Language Models without Positional Encodings Still Learn Positional Information",
// arXiv:2203.16634; Kazemnejad et al. 2023, arXiv:2305.19466. A causal mask alone breaks the symmetry between
// positions: the first token sees one key, the second two. In an encoder, which has no such mask, the output does not
// depend on the order of tokens.
//
// Example:  None none;  none.AddToEmbeddings(x, positions) is x
#pragma once

#include "core/position/positional_scheme.h"

namespace ceteris {

class None final : public PositionalScheme {};

}  // namespace ceteris
