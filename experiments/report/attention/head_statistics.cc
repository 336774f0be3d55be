#include "experiments/report/attention/head_statistics.h"

#include <cmath>

namespace ceteris {
namespace {

// -1 where a place has no distance: what stands before the squares of an image.
double DistanceOf(const TokenSequence& sequence, int from, int to) {
  if (sequence.columns == 0) return std::abs(from - to);
  const int before = sequence.size() - sequence.columns * sequence.columns;
  if (from < before || to < before) return -1;
  const int a = from - before, b = to - before;
  return std::hypot(a / sequence.columns - b / sequence.columns, a % sequence.columns - b % sequence.columns);
}

// Of one query: its entropy, and its mean distance over the keys that have one; false where it sees nothing.
bool ReadRow(const float* row, int key_len, const TokenSequence* plane, int query, double* entropy, double* distance) {
  double seen = 0, placed = 0;
  *entropy = *distance = 0;
  for (int key = 0; key < key_len; ++key) {
    const double p = row[key];
    if (p <= 0) continue;
    seen += p;
    *entropy -= p * std::log2(p);
    const double apart = plane == nullptr ? -1 : DistanceOf(*plane, query, key);
    if (apart < 0) continue;
    placed += p;
    *distance += p * apart;
  }
  *distance = placed > 0 ? *distance / placed : -1;
  return seen > 0;
}

}  // namespace

HeadStatistics StatisticsOfHead(const AttentionMaps& maps, const AttentionLayer& layer, int head) {
  const int query_len = maps.sequences[layer.queries].size(), key_len = maps.sequences[layer.keys].size();
  const TokenSequence* plane = layer.queries == layer.keys ? &maps.sequences[layer.keys] : nullptr;
  double entropy = 0, distance = 0, entropies = 0, distances = 0;
  int num_seeing = 0, num_placed = 0;
  for (int query = 0; query < query_len; ++query) {
    const float* row = &layer.weights[(static_cast<size_t>(head) * query_len + query) * key_len];
    if (!ReadRow(row, key_len, plane, query, &entropy, &distance)) continue;
    ++num_seeing;
    entropies += entropy;
    if (distance < 0) continue;
    ++num_placed;
    distances += distance;
  }
  HeadStatistics statistics;
  if (num_seeing > 0) statistics.entropy = entropies / num_seeing;
  if (num_placed > 0) statistics.distance = distances / num_placed;
  return statistics;
}

}  // namespace ceteris
