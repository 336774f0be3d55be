#include "experiments/run/auxiliary_metrics.h"

#include <ATen/TensorOperators.h>

#include <algorithm>

#include "absl/strings/str_cat.h"

namespace ceteris {

void AuxiliaryMetrics::Add(const AuxiliaryLosses& auxiliary) {
  if (calls_++ % micro_steps_ == 0) sums_.clear();
  for (const NamedScalar& scalar : auxiliary.values()) {
    const auto there =
        std::find_if(sums_.begin(), sums_.end(), [&](const Sum& sum) { return sum.name == scalar.name; });
    if (there == sums_.end()) {
      sums_.push_back({scalar.name, scalar.value, 1});
    } else {
      there->value = there->value + scalar.value;
      ++there->count;
    }
  }
}

std::vector<std::pair<std::string, double>> AuxiliaryMetrics::Read() const {
  std::vector<std::pair<std::string, double>> means;
  for (const Sum& sum : sums_) {
    means.emplace_back(absl::StrCat("train/", sum.name), sum.value.item<double>() / static_cast<double>(sum.count));
  }
  return means;
}

}  // namespace ceteris
