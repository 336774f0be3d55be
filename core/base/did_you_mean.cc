#include "core/base/did_you_mean.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"

namespace ceteris {
namespace {

// Optimal string alignment distance: insertions, deletions, replacements and swaps of two neighbours cost 1 each.
size_t EditDistance(absl::string_view a, absl::string_view b) {
  std::vector<size_t> before(b.size() + 1), previous(b.size() + 1), current(b.size() + 1);
  for (size_t j = 0; j <= b.size(); ++j) current[j] = j;
  for (size_t i = 1; i <= a.size(); ++i) {
    std::swap(before, previous);
    std::swap(previous, current);
    current[0] = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      const size_t replaced = previous[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      current[j] = std::min({previous[j] + 1, current[j - 1] + 1, replaced});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        current[j] = std::min(current[j], before[j - 2] + 1);
      }
    }
  }
  return current[b.size()];
}

}  // namespace

std::string DidYouMean(absl::string_view word, const std::vector<std::string>& known) {
  const std::string lower = absl::AsciiStrToLower(word);
  const std::string* closest = nullptr;
  size_t smallest = 0;
  for (const std::string& candidate : known) {
    const size_t distance = EditDistance(lower, absl::AsciiStrToLower(candidate));
    const size_t allowed = std::max<size_t>(1, std::min(lower.size(), candidate.size()) / 3);
    if (distance > allowed || (closest != nullptr && distance >= smallest)) continue;
    closest = &candidate;
    smallest = distance;
  }
  return closest == nullptr ? "" : absl::StrCat("; did you mean \"", *closest, "\"?");
}

}  // namespace ceteris
