// Where two trials differ, path by path: what `explain` and `diff` print, and what an arm changes.
#pragma once

#include <string>
#include <vector>

#include "google/protobuf/message.h"

namespace ceteris {

struct PathChange {
  std::string path;    // "model.decoder.position"
  std::string before;  // "sinusoidal"; "" where the path does not exist there
  std::string after;   // "rotary"
};

// From one resolved message to another of the same type, sorted by path. Complete: SetPath() of every (path, after) in
// this order on `from`, then Resolve(), gives `to`. Of a choice that another member replaces, the fields of the old
// member are not listed, and those of the new one only where they differ from their defaults. Fields with identity =
// false are included. O(n log n).
std::vector<PathChange> Differences(const google::protobuf::Message& from, const google::protobuf::Message& to);

}  // namespace ceteris
