// Every positional scheme, rotary once more for each way of scaling: by descriptor reflection, so that what is added
// later is tested without touching a test.
//
// Example:  for (const NamedPosition& position : EveryPosition()) ...   // "rotary", "rotary_yarn", ...
#pragma once

#include <ostream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "core/position/position.pb.h"
#include "core/testing/every_variant.h"

namespace ceteris {

struct NamedPosition {
  std::string name;
  config::Position config;
};

inline void PrintTo(const NamedPosition& position, std::ostream* out) { *out << position.name; }

inline std::vector<NamedPosition> EveryPosition() {
  std::vector<NamedPosition> positions;
  for (const config::Position& scheme : EveryVariant(config::Position(), "scheme")) {
    positions.push_back({VariantName(scheme, "scheme"), scheme});
    if (!scheme.has_rotary()) continue;
    for (const config::Rotary& rotary : EveryVariant(scheme.rotary(), "scaling")) {
      if (rotary.has_no_scaling()) continue;  // rotary itself
      positions.push_back({absl::StrCat("rotary_", VariantName(rotary, "scaling")), scheme});
      *positions.back().config.mutable_rotary() = rotary;
    }
  }
  return positions;
}

}  // namespace ceteris
