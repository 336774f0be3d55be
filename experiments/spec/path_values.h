// A configuration as a flat list of (path, value) pairs. Fingerprints hash them, differences compare them, tables print
// them.
//
//   model.decoder                      present
//   model.decoder.attention.num_heads  4
//   model.decoder.position             rotary
//   model.decoder.position.rotary.theta  10000
#pragma once

#include <string>
#include <vector>

#include "google/protobuf/message.h"

namespace ceteris {

struct PathValue {
  enum Kind { kField, kChoice, kPart };

  std::string path;
  std::string value;  // as FormatField(); of a choice the member's name, of a part "present"
  Kind kind = kField;
  bool is_default = false;
  bool is_not_finite = false;    // NaN or an infinity, also inside a list
  bool identity = true;          // false: no bit of any result depends on it
  bool is_content_path = false;  // text with identity = false: a file's path, whose content counts and not its name
};

// Every scalar, list, choice and present part of a resolved message, sorted by path. O(n log n).
std::vector<PathValue> PathValues(const google::protobuf::Message& resolved);

}  // namespace ceteris
