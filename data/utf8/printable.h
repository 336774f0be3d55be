// Text of unknown origin, made safe for a terminal.
#pragma once

#include <string>

#include "absl/strings/string_view.h"

namespace ceteris {

// Control characters (line feed and escape among them) become \n, \t, \x1b, ...; broken UTF-8 becomes U+FFFD.
std::string Printable(absl::string_view text);

}  // namespace ceteris
