#include "experiments/report/attention/token_label.h"

#include <cstdint>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "data/utf8/printable.h"
#include "data/utf8/utf8.h"

namespace ceteris {

std::string TokenLabel(absl::string_view token) {
  if (token.empty()) return "∅";
  std::string label;
  for (size_t offset = 0; offset < token.size();) {
    const size_t begin = offset;
    const int32_t code_point = NextCodePoint(token, &offset);
    const absl::string_view piece = token.substr(begin, offset - begin);
    if (code_point == ' ') {
      label += "␣";
    } else if (code_point == '\n') {
      label += "⏎";
    } else if (code_point == '\t') {
      label += "⇥";
    } else if (code_point < 0) {
      for (const char byte : piece) absl::StrAppendFormat(&label, "\\x%02x", static_cast<unsigned char>(byte));
    } else {
      absl::StrAppend(&label, Printable(piece));
    }
  }
  return label;
}

}  // namespace ceteris
