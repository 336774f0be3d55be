// How a token is shown: what nobody could see gets a sign.
#pragma once

#include <string>

#include "absl/strings/string_view.h"

namespace ceteris {

// A blank is "␣", a line feed "⏎", a tab "⇥", nothing "∅"; bytes that are no UTF-8 (a part of a letter) are "\xe2".
std::string TokenLabel(absl::string_view token);

}  // namespace ceteris
