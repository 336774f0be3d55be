// The 1,797 handwritten digits that scikit-learn carries, embedded in the binary: 8x8 grey images of ten classes.
//
// Which split an image belongs to is a hash of its number (14, 2 and 4 of 20), so it never changes. The images of one
// writer are in all splits, and nothing in the data says who wrote what: accuracy on the test split is accuracy on more
// digits of known hands.
//
// Example:  ASSIGN_OR_RETURN(const DigitImages digits, LoadDigitImages());
//           for (const int32_t image : digits.of(Split::kTrain)) Use(digits.pixels[image], digits.classes[image]);
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "data/splits/split.h"

namespace ceteris {

constexpr int32_t kDigitSize = 8;   // pixels in a row or column
constexpr int32_t kDigitGrey = 16;  // the blackest pixel; 0 is paper

// Named in the data's digest. A changed rule gets a new name: trials of two rules are never compared.
constexpr absl::string_view kDigitSplitRule = "hash of the image's number, 14 2 4 of 20, version 1";

struct DigitImages {
  std::vector<std::array<uint8_t, kDigitSize * kDigitSize>> pixels;  // row by row, 0 .. kDigitGrey
  std::vector<uint8_t> classes;                                      // 0 .. 9
  std::array<std::vector<int32_t>, kNumSplits> splits;               // numbers of images, rising

  const std::vector<int32_t>& of(Split split) const { return splits[static_cast<size_t>(split)]; }
};

// INTERNAL if the file that this binary was built with is not in the form of //third_party/digits. 2 ms.
absl::StatusOr<DigitImages> LoadDigitImages();

}  // namespace ceteris
