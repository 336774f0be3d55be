#include "experiments/report/statistics/holm.h"

#include <algorithm>
#include <cmath>

namespace ceteris {

std::vector<double> HolmAdjust(const std::vector<double>& p_values, int family_size) {
  std::vector<size_t> order;
  for (size_t i = 0; i < p_values.size(); ++i) {
    if (!std::isnan(p_values[i])) order.push_back(i);
  }
  std::sort(order.begin(), order.end(), [&](size_t a, size_t b) { return p_values[a] < p_values[b]; });

  std::vector<double> adjusted = p_values;
  double largest_so_far = 0;
  for (size_t rank = 0; rank < order.size(); ++rank) {
    const double factor = family_size - static_cast<double>(rank);
    largest_so_far = std::max(largest_so_far, std::min(1.0, factor * p_values[order[rank]]));
    adjusted[order[rank]] = largest_so_far;
  }
  return adjusted;
}

}  // namespace ceteris
