// How many terminal columns a text takes, and text broken into lines.
#pragma once

#include <string>

#include "absl/strings/string_view.h"

namespace ceteris {

// Columns: 2 for wide characters, 0 for combining ones, by the C library's table. Broken UTF-8 counts 1 a piece.
int DisplayWidth(absl::string_view text);

// Greedy line breaks at spaces; a word longer than `width` stays whole. width >= 1.
std::string WrapText(absl::string_view text, int width, absl::string_view indent);

}  // namespace ceteris
