// A piece of text that belongs together, such as a book. A corpus is a list of them; every split takes its share of
// each.
#pragma once

#include <string>

namespace ceteris {

struct Document {
  std::string title;  // "Genesis"
  // Well-formed UTF-8 of whole lines: every line, the last one too, ends in a line feed. Not empty, no NUL.
  std::string text;
};

}  // namespace ceteris
