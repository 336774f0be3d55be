// Two numbers that say what kind of head it is.
//
// entropy    mean over queries of -sum_k p_k log2 p_k, in bits: 0 looks at one place, log2(n) at n places alike
//            (Clark et al. 2019, "What Does BERT Look At?", arXiv:1906.04341, section 3.1, there in nats)
// distance   mean over queries of sum_k p_k |q - k|, in places: how far it looks (Vig and Belinkov 2019,
//            arXiv:1906.04284, eq. (3), there for single heads; Dosovitskiy et al. 2020, arXiv:2010.11929, figure 7)
// Queries that see no key are left out.
//
// Example:  const HeadStatistics head = StatisticsOfHead(maps, maps.layers[0], /*head=*/2);
#pragma once

#include "absl/types/optional.h"
#include "experiments/report/attention/attention_maps.h"

namespace ceteris {

struct HeadStatistics {
  double entropy = 0;
  // None between two sequences, whose places have no distance; nor where every query is no place of the plane.
  absl::optional<double> distance;
};

HeadStatistics StatisticsOfHead(const AttentionMaps& maps, const AttentionLayer& layer, int head);

}  // namespace ceteris
