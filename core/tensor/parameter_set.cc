#include "core/tensor/parameter_set.h"

#include <c10/util/Exception.h>

#include <algorithm>
#include <utility>

namespace ceteris {
namespace {

bool Matches(absl::string_view pattern, absl::string_view name) {
  if (pattern.empty()) return name.empty();
  if (pattern[0] != '*') return !name.empty() && name[0] == pattern[0] && Matches(pattern.substr(1), name.substr(1));
  const bool crosses_dots = pattern.size() > 1 && pattern[1] == '*';
  const absl::string_view rest = pattern.substr(crosses_dots ? 2 : 1);
  for (size_t taken = 0;; ++taken) {
    if (Matches(rest, name.substr(taken))) return true;
    if (taken == name.size() || (name[taken] == '.' && !crosses_dots)) return false;
  }
}

bool Before(const Parameter& parameter, absl::string_view name) { return parameter.name < name; }

// The names that `parameter` occupies: its own and those of its slices.
bool Occupies(const Parameter& parameter, absl::string_view name) {
  if (parameter.name == name) return true;
  return std::any_of(parameter.slices.begin(), parameter.slices.end(),
                     [name](const ParameterSlice& slice) { return slice.name == name; });
}

}  // namespace

void ParameterSet::Add(Parameter parameter) {
  for (const Parameter& existing : parameters_) {
    TORCH_CHECK(!Occupies(existing, parameter.name), "parameter '", parameter.name, "' exists already");
    for (const ParameterSlice& slice : parameter.slices) {
      TORCH_CHECK(!Occupies(existing, slice.name), "parameter '", slice.name, "' exists already");
    }
  }
  const auto place = std::lower_bound(parameters_.begin(), parameters_.end(), parameter.name, Before);
  parameters_.insert(place, std::move(parameter));
}

std::vector<NamedTensor> ParameterSet::NamedTensors() const {
  std::vector<NamedTensor> named;
  for (const Parameter& parameter : parameters_) {
    const at::Tensor tensor = parameter.tensor.detach();
    if (parameter.slices.empty()) named.push_back({parameter.name, tensor, parameter.decay});
    for (const ParameterSlice& slice : parameter.slices) {
      named.push_back({slice.name, tensor.narrow(0, slice.offset, slice.rows), parameter.decay});
    }
  }
  std::sort(named.begin(), named.end(), [](const NamedTensor& a, const NamedTensor& b) { return a.name < b.name; });
  return named;
}

const Parameter* ParameterSet::FindOne(absl::string_view name) const {
  const auto place = std::lower_bound(parameters_.begin(), parameters_.end(), name, Before);
  return place != parameters_.end() && place->name == name ? &*place : nullptr;
}

std::vector<const Parameter*> ParameterSet::Find(absl::string_view pattern) const {
  std::vector<const Parameter*> found;
  for (const Parameter& parameter : parameters_) {
    if (Matches(pattern, parameter.name)) found.push_back(&parameter);
  }
  return found;
}

int64_t ParameterSet::num_elements() const {
  int64_t count = 0;
  for (const Parameter& parameter : parameters_) count += parameter.tensor.numel();
  return count;
}

}  // namespace ceteris
