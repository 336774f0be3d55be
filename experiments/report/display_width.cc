#include "experiments/report/display_width.h"

#include <locale.h>
#include <wchar.h>

#include <cstdint>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "data/utf8/utf8.h"

namespace ceteris {
namespace {

// wcwidth() reads the thread's locale; this one knows Unicode and ships with every glibc.
class UnicodeLocale {
 public:
  UnicodeLocale() {
    static const locale_t unicode = newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr);
    previous_ = unicode == nullptr ? nullptr : uselocale(unicode);
  }
  ~UnicodeLocale() {
    if (previous_ != nullptr) uselocale(previous_);
  }

 private:
  locale_t previous_;
};

}  // namespace

int DisplayWidth(absl::string_view text) {
  const UnicodeLocale locale;
  int width = 0;
  for (size_t offset = 0; offset < text.size();) {
    const int32_t code_point = NextCodePoint(text, &offset);
    const int columns = code_point < 0 ? 1 : wcwidth(static_cast<wchar_t>(code_point));
    width += columns < 0 ? 1 : columns;
  }
  return width;
}

std::string WrapText(absl::string_view text, int width, absl::string_view indent) {
  std::string wrapped(indent);
  int column = DisplayWidth(indent);
  bool line_is_empty = true;
  for (const absl::string_view word : absl::StrSplit(text, ' ', absl::SkipEmpty())) {
    const int columns = DisplayWidth(word);
    if (!line_is_empty && column + 1 + columns > width) {
      absl::StrAppend(&wrapped, "\n", indent);
      column = DisplayWidth(indent);
      line_is_empty = true;
    }
    absl::StrAppend(&wrapped, line_is_empty ? "" : " ", word);
    column += columns + (line_is_empty ? 0 : 1);
    line_is_empty = false;
  }
  return wrapped;
}

}  // namespace ceteris
