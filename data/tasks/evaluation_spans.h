// Which held-out tokens an evaluation predicts: spans spread evenly over the whole text of a split.
//
// A span that begins at token b is read from b and predicts b + 1 .. b + span. It is cut into windows of m seq_len
// without overlap for every evaluation length m, so that all lengths predict the very same tokens and differ only in
// how much of the text before them they see.
#pragma once

#include <cstdint>
#include <vector>

namespace ceteris {

// The beginnings of the spans, rising, no two overlapping. They predict num_tokens / span * span tokens, or as many
// whole spans as a text of `text_tokens` tokens has. span >= 1.
//
// Of the W spans that fit into the text, number floor((2i + 1) W / (2n)) is taken for i = 0 .. n - 1: from the middle
// of each n-th part, so a small sample holds all kinds of text in it.
std::vector<int64_t> EvaluationSpans(int64_t text_tokens, int64_t span, int64_t num_tokens);

}  // namespace ceteris
