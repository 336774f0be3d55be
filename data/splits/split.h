// Which lines a model trains on, which it is judged by, and which nobody looks at until the end.
//
// Each document is cut into 20 r blocks of equally many whole lines; of every 20 blocks the 5th is validation, the 16th
// is test, the rest is training text. r is one per 160 KiB of text and at least 1, so that in a long text a held-out
// block has 8 to 16 KiB. So every split holds 90, 5 and 5 percent of the lines of every document, taken from inside it:
// no split is another kind of text, and no line is in two. There is no seed: the split of a text never changes, and is
// part of its digest (kSplitRule).
//
// Example:  for (const Passage& passage : SplitDocument(document.text)) {
//             if (passage.split == Split::kTrain) Use(passage.text);
//           }
#pragma once

#include <cstdint>
#include <vector>

#include "absl/strings/string_view.h"

namespace ceteris {

enum class Split { kTrain = 0, kValidation = 1, kTest = 2 };
constexpr int kNumSplits = 3;
const char* SplitName(Split split);  // "train", "validation", "test"

// Named in every data digest. A changed rule gets a new name: trials of two rules are never compared.
constexpr absl::string_view kSplitRule = "blocks of whole lines, 5th and 16th of 20, version 1";

constexpr int64_t kBlocksPerRound = 20;
constexpr int64_t kValidationBlock = 4;  // from 0
constexpr int64_t kTestBlock = 15;
constexpr int64_t kBlockBytes = 8192;

// Lines next to each other that are in one split.
struct Passage {
  absl::string_view text;  // of whole lines; points into the document
  Split split;
};

// The passages in the order of the text, none empty; together they are the text, byte for byte. `text` ends in a line
// feed. Two passages next to each other differ in split. A document of few lines (under 20) may lack a split; 66 books
// of the Bible have all. O(text).
std::vector<Passage> SplitDocument(absl::string_view text);

}  // namespace ceteris
