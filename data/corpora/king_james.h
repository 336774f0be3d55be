// The King James Bible (1769 text): 66 books, 31,102 verses, 4.1 MB, embedded in the binary.
//
// A document is a book, a line is a verse without its number. See README.md for source and licence.
#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "data/corpora/document.h"

namespace ceteris {

// INTERNAL if the text that this binary was built with is not in the form of //third_party/king_james.
absl::StatusOr<std::vector<Document>> LoadKingJames();

}  // namespace ceteris
