#include "experiments/report/attention/head_table.h"

#include "absl/strings/str_cat.h"
#include "experiments/report/attention/head_statistics.h"
#include "experiments/report/number_format.h"

namespace ceteris {

Table HeadTable(const AttentionMaps& maps) {
  Table table{{"layer", "layer"},
              {"head", "head", Align::kRight},
              {"entropy", "mean entropy, bits", Align::kRight},
              {"distance", "mean distance, places", Align::kRight}};
  for (const AttentionLayer& layer : maps.layers) {
    for (int head = 0; head < layer.num_heads; ++head) {
      const HeadStatistics one = StatisticsOfHead(maps, layer, head);
      table.AddRow({layer.name, head, TableCell(one.entropy, FormatFixed(one.entropy, 2)),
                    one.distance.has_value() ? TableCell(*one.distance, FormatFixed(*one.distance, 2)) : TableCell()});
    }
  }
  return table;
}

std::vector<std::string> HeadCaptions(const AttentionMaps& maps, const AttentionLayer& layer) {
  std::vector<std::string> captions;
  for (int head = 0; head < layer.num_heads; ++head) {
    const HeadStatistics one = StatisticsOfHead(maps, layer, head);
    captions.push_back(absl::StrCat("head ", head, ": ", FormatFixed(one.entropy, 1), " bits"));
    if (one.distance.has_value()) absl::StrAppend(&captions.back(), ", ", FormatFixed(*one.distance, 1), " away");
  }
  return captions;
}

}  // namespace ceteris
