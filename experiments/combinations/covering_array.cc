#include "experiments/combinations/covering_array.h"

#include <algorithm>
#include <utility>

namespace ceteris {
namespace {

class Cover {
 public:
  Cover(const std::vector<int>& sizes, absl::FunctionRef<bool(const Row&)> accepts) : sizes_(sizes), accepts_(accepts) {
    int total = 0;
    for (const int size : sizes) {
      first_.push_back(total);
      total += size;
    }
    missing_.assign(total, std::vector<bool>(total, false));
  }

  CoveringArray Run();

 private:
  int num_axes() const { return static_cast<int>(sizes_.size()); }
  int Id(int axis, int value) const { return first_[axis] + value; }
  bool Missing(int id, int other) const { return missing_[std::min(id, other)][std::max(id, other)]; }

  void FindPairs();
  void FindPairsOf(int axis, int value);
  Row Extend(const ValuePair& seed) const;
  std::vector<int> ValuesByGain(int axis, const Row& row, const std::vector<bool>& fixed) const;
  void MarkCovered(const Row& row);

  std::vector<int> sizes_;
  absl::FunctionRef<bool(const Row&)> accepts_;
  std::vector<int> first_;                  // number of an axis' value 0 among all values
  std::vector<std::vector<bool>> missing_;  // by value numbers, smaller first
  std::vector<ValuePair> wanted_;
  CoveringArray array_;
};

void Cover::FindPairsOf(int axis, int value) {
  for (int other = axis + 1; other < num_axes(); ++other) {
    for (int other_value = 0; other_value < sizes_[other]; ++other_value) {
      const ValuePair pair{axis, value, other, other_value};
      const auto alone = std::make_pair(other, other_value);
      if (std::count(array_.refused_alone.begin(), array_.refused_alone.end(), alone) > 0) continue;
      if (accepts_(RowOf(pair, num_axes()))) {
        missing_[Id(axis, value)][Id(other, other_value)] = true;
        wanted_.push_back(pair);
      } else {
        array_.refused.push_back(pair);
      }
    }
  }
}

void Cover::FindPairs() {
  for (int axis = 0; axis < num_axes(); ++axis) {
    for (int value = 1; value < sizes_[axis]; ++value) {
      Row alone(sizes_.size(), 0);
      alone[axis] = value;
      if (!accepts_(alone)) array_.refused_alone.push_back({axis, value});
    }
  }
  for (int axis = 0; axis < num_axes(); ++axis) {
    for (int value = 0; value < sizes_[axis]; ++value) {
      const auto alone = std::make_pair(axis, value);
      if (std::count(array_.refused_alone.begin(), array_.refused_alone.end(), alone) == 0) FindPairsOf(axis, value);
    }
  }
  array_.num_pairs = static_cast<int>(wanted_.size());
}

// The values of an axis, those first that cover most missing pairs with the axes that are fixed; at the end value 0,
// which never makes a row worse.
std::vector<int> Cover::ValuesByGain(int axis, const Row& row, const std::vector<bool>& fixed) const {
  std::vector<std::pair<int, int>> gains;  // -gain, value
  for (int value = 0; value < sizes_[axis]; ++value) {
    int gain = 0;
    for (int other = 0; other < num_axes(); ++other) {
      if (fixed[other] && other != axis && Missing(Id(axis, value), Id(other, row[other]))) ++gain;
    }
    if (gain > 0) gains.push_back({-gain, value});
  }
  std::sort(gains.begin(), gains.end());
  std::vector<int> values;
  for (const auto& [gain, value] : gains) values.push_back(value);
  return values;
}

// A row with the pair in it: axis after axis takes the best value with which the row is still accepted, else stays at
// the base's. The first axis to choose moves on with the pair, so that no axis is always last.
Row Cover::Extend(const ValuePair& seed) const {
  Row row = RowOf(seed, num_axes());
  std::vector<bool> fixed(sizes_.size(), false);
  fixed[seed.axis] = fixed[seed.other_axis] = true;
  for (int step = 0; step < num_axes(); ++step) {
    const int axis = (seed.other_axis + 1 + step) % num_axes();
    if (fixed[axis]) continue;
    for (const int value : ValuesByGain(axis, row, fixed)) {
      row[axis] = value;
      if (accepts_(row)) break;
      row[axis] = 0;
    }
    fixed[axis] = true;
  }
  return row;
}

void Cover::MarkCovered(const Row& row) {
  for (int axis = 0; axis < num_axes(); ++axis) {
    for (int other = axis + 1; other < num_axes(); ++other)
      missing_[Id(axis, row[axis])][Id(other, row[other])] = false;
  }
}

CoveringArray Cover::Run() {
  if (!accepts_(Row(sizes_.size(), 0))) return {};
  FindPairs();
  for (const ValuePair& pair : wanted_) {
    if (!Missing(Id(pair.axis, pair.value), Id(pair.other_axis, pair.other_value))) continue;
    const Row row = Extend(pair);
    MarkCovered(row);
    array_.rows.push_back(row);
  }
  return std::move(array_);
}

}  // namespace

CoveringArray CoverPairs(const std::vector<int>& sizes, absl::FunctionRef<bool(const Row&)> accepts) {
  return Cover(sizes, accepts).Run();
}

Row RowOf(const ValuePair& pair, int num_axes) {
  Row row(num_axes, 0);
  row[pair.axis] = pair.value;
  row[pair.other_axis] = pair.other_value;
  return row;
}

}  // namespace ceteris
