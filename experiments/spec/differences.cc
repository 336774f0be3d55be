#include "experiments/spec/differences.h"

#include "experiments/spec/path_values.h"

namespace ceteris {

// One walk along two lists sorted by path.
std::vector<PathChange> Differences(const google::protobuf::Message& from, const google::protobuf::Message& to) {
  const std::vector<PathValue> before = PathValues(from);
  const std::vector<PathValue> after = PathValues(to);
  std::vector<PathChange> changes;
  auto was = before.begin();
  auto is = after.begin();
  while (was != before.end() || is != after.end()) {
    if (is == after.end() || (was != before.end() && was->path < is->path)) {
      // Gone with its choice or its part; of a part, its absence is the change.
      if (was->kind == PathValue::kPart) changes.push_back({was->path, was->value, "absent"});
      ++was;
    } else if (was == before.end() || is->path < was->path) {
      if (!is->is_default) changes.push_back({is->path, is->kind == PathValue::kPart ? "absent" : "", is->value});
      ++is;
    } else {
      if (was->value != is->value) changes.push_back({is->path, was->value, is->value});
      ++was;
      ++is;
    }
  }
  return changes;
}

}  // namespace ceteris
