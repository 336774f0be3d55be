#include "data/digits/digit_images.h"

#include "absl/status/status.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "core/base/counter_hash.h"
#include "core/base/status_macros.h"
#include "data/digits/digits_csv.h"

namespace ceteris {
namespace {

constexpr size_t kNumPixels = kDigitSize * kDigitSize;

Split SplitOfImage(uint64_t image) {
  const uint64_t part = UniformBelow(CounterHash(StreamKey(0, "data.digit_split"), image), 20);
  if (part < 14) return Split::kTrain;
  return part < 16 ? Split::kValidation : Split::kTest;
}

// "0,0,5,13,...,0": the pixels, then the class.
absl::Status AppendLine(absl::string_view line, DigitImages* digits) {
  std::array<uint8_t, kNumPixels> pixels;
  size_t column = 0;
  for (const absl::string_view number : absl::StrSplit(line, ',')) {
    int value = -1;
    const int most = column < kNumPixels ? kDigitGrey : 9;
    if (column > kNumPixels || !absl::SimpleAtoi(number, &value) || value < 0 || value > most) {
      return absl::InternalError(absl::StrCat("digits: this binary holds a line that is no image: ", line));
    }
    (column < kNumPixels ? pixels[column] : digits->classes.emplace_back()) = static_cast<uint8_t>(value);
    ++column;
  }
  if (column == kNumPixels + 1) {
    digits->pixels.push_back(pixels);
    return absl::OkStatus();
  }
  return absl::InternalError(absl::StrCat("digits: this binary holds a line of ", column, " numbers: ", line));
}

}  // namespace

absl::StatusOr<DigitImages> LoadDigitImages() {
  DigitImages digits;
  for (const absl::string_view line : absl::StrSplit(DigitsCsv(), '\n', absl::SkipEmpty())) {
    RETURN_IF_ERROR(AppendLine(line, &digits));
    const size_t image = digits.pixels.size() - 1;
    digits.splits[static_cast<size_t>(SplitOfImage(image))].push_back(static_cast<int32_t>(image));
  }
  if (digits.pixels.empty()) return absl::InternalError("digits: this binary was built without the images");
  return digits;
}

}  // namespace ceteris
