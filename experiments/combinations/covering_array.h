// Pairwise test design: few rows in which every pair of values of any two axes stands together.
//
// Cohen et al. 1997, "The AETG System", IEEE TSE 23(7): a row begins with a pair that no row has yet, and every other
// axis takes the value that adds most new pairs. Deviation: rows may be refused (two values that do not go together),
// and nothing is random.
//
// Example:  const CoveringArray array = CoverPairs({3, 2, 4}, [&](const Row& row) { return IsValid(row); });
#pragma once

#include <vector>

#include "absl/functional/function_ref.h"

namespace ceteris {

// One value number per axis. Value 0 of every axis together is the base.
using Row = std::vector<int>;

// Two values of two axes, axis < other_axis.
struct ValuePair {
  int axis = 0, value = 0;
  int other_axis = 0, other_value = 0;
};

struct CoveringArray {
  // Accepted rows. Every pair that the base accepts occurs in one of them.
  std::vector<Row> rows;
  // Pairs that the base refuses although it accepts each of the two values alone: the pair is the only offence there.
  std::vector<ValuePair> refused;
  // Values that the base refuses alone: nothing is covered for them.
  std::vector<std::pair<int, int>> refused_alone;  // axis, value
  int num_pairs = 0;                               // covered pairs of values, refused ones not counted
};

// sizes: values per axis, each >= 1. accepts: a pure function; it accepts the base, or there are no rows. Calls it
// O(pairs + rows * values) times.
CoveringArray CoverPairs(const std::vector<int>& sizes, absl::FunctionRef<bool(const Row&)> accepts);

// The base with the pair in it.
Row RowOf(const ValuePair& pair, int num_axes);

}  // namespace ceteris
