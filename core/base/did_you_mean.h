// The closest known word to one that was mistyped, for the end of an error message.
//
//   absl::StrCat("unknown field 'rotray'", DidYouMean("rotray", {"none", "rotary"}), ".")
//       -> unknown field 'rotray'; did you mean "rotary"?.
#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace ceteris {

// `; did you mean "rotary"?`, or "" where nothing known is close: more than a third of the letters (and at least one)
// would have to be inserted, deleted, replaced or swapped with a neighbour. Case does not count. Of equally close words
// the first.
std::string DidYouMean(absl::string_view word, const std::vector<std::string>& known);

}  // namespace ceteris
