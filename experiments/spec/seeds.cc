#include "experiments/spec/seeds.h"

#include <limits>
#include <set>

#include "absl/strings/str_cat.h"
#include "core/base/status_macros.h"

namespace ceteris {
namespace {

constexpr uint64_t kLargestSeed = std::numeric_limits<int64_t>::max();

absl::Status TooMany(absl::string_view path, int64_t count) {
  return absl::InvalidArgumentError(absl::StrCat(path, ": ", count, " seeds are too many; use at most ", kMostSeeds));
}

absl::Status TooLarge(absl::string_view path, uint64_t seed) {
  return absl::InvalidArgumentError(absl::StrCat(path, ": ", seed, " is too large; use seeds up to ", kLargestSeed));
}

absl::Status ValidateList(const config::Seeds& seeds, absl::string_view path) {
  if (seeds.has_first() || seeds.has_count()) {
    return absl::InvalidArgumentError(absl::StrCat(path, ".list: written beside ",
                                                   seeds.has_first() ? "first" : "count",
                                                   "; write either a list or first and count"));
  }
  if (seeds.list_size() > kMostSeeds) return TooMany(absl::StrCat(path, ".list"), seeds.list_size());
  std::set<uint64_t> seen;
  for (int i = 0; i < seeds.list_size(); ++i) {
    const uint64_t seed = seeds.list(i);
    const std::string element = absl::StrCat(path, ".list[", i, "]");
    if (seed > kLargestSeed) return TooLarge(element, seed);
    if (!seen.insert(seed).second) {
      return absl::InvalidArgumentError(
          absl::StrCat(element, ": seed ", seed, " is listed twice; list each seed once"));
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status ValidateSeeds(const config::Seeds& seeds, absl::string_view path) {
  if (seeds.list_size() > 0) return ValidateList(seeds, path);
  const std::string count = absl::StrCat(path, ".count");
  if (seeds.count() < 1) {
    return absl::InvalidArgumentError(absl::StrCat(count, ": ", seeds.count(), " is too small; use 1 or more"));
  }
  if (seeds.count() > kMostSeeds) return TooMany(count, seeds.count());
  if (seeds.first() > kLargestSeed - (seeds.count() - 1)) return TooLarge(absl::StrCat(path, ".first"), seeds.first());
  return absl::OkStatus();
}

std::vector<uint64_t> ListSeeds(const config::Seeds& seeds) {
  if (seeds.list_size() > 0) return {seeds.list().begin(), seeds.list().end()};
  std::vector<uint64_t> list;
  for (int32_t i = 0; i < seeds.count(); ++i) list.push_back(seeds.first() + i);
  return list;
}

}  // namespace ceteris
