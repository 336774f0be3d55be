#include "tools/ceteris/parameter_table.h"

#include <algorithm>
#include <string>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "experiments/report/number_format.h"

namespace ceteris {
namespace {

// "decoder.3.attention.query.weight": layer 3 of "decoder", tensor "attention.query.weight".
struct LayerName {
  std::string stack, tensor;
  int64_t layer = -1;  // -1: in no layer
};

LayerName ParseName(const std::string& name) {
  const std::vector<std::string> parts = absl::StrSplit(name, absl::MaxSplits('.', 2));
  LayerName parsed;
  if (parts.size() == 3 && absl::SimpleAtoi(parts[1], &parsed.layer)) {
    parsed.stack = parts[0];
    parsed.tensor = parts[2];
  }
  return parsed;
}

struct Line {
  ParameterRow row;
  LayerName name;
  int64_t last_layer = -1;
};

// Whether `row` is the same tensor one layer above `line`.
bool Continues(const Line& line, const ParameterRow& row, const LayerName& name) {
  return name.layer >= 0 && line.name.layer >= 0 && name.layer == line.last_layer + 1 &&
         name.stack == line.name.stack && name.tensor == line.name.tensor && row.shape == line.row.shape &&
         row.decays == line.row.decays;
}

}  // namespace

std::vector<ParameterRow> FoldLayers(std::vector<ParameterRow> rows) {
  // Names sort "10" before "2".
  std::stable_sort(rows.begin(), rows.end(), [](const ParameterRow& a, const ParameterRow& b) {
    return ParseName(a.name).layer < ParseName(b.name).layer;
  });
  std::vector<Line> lines;
  for (const ParameterRow& row : rows) {
    const LayerName name = ParseName(row.name);
    auto line = std::find_if(lines.begin(), lines.end(), [&](const Line& one) { return Continues(one, row, name); });
    if (line == lines.end()) {
      lines.push_back({row, name, name.layer});
      continue;
    }
    line->last_layer = name.layer;
    line->row.count += row.count;
    line->row.share += row.share;
    line->row.name = absl::StrCat(name.stack, ".", line->name.layer, "-", name.layer, ".", name.tensor);
  }
  std::stable_sort(lines.begin(), lines.end(), [](const Line& a, const Line& b) { return a.row.name < b.row.name; });
  rows.clear();
  for (Line& line : lines) rows.push_back(std::move(line.row));
  return rows;
}

Table ParameterTable(const std::vector<ParameterRow>& rows, bool fold_layers) {
  Table table{{"name", "tensor"},
              {"shape", "shape", Align::kRight},
              {"count", "count", Align::kRight},
              {"share", "share", Align::kRight},
              {"decays", "weight decay"},
              {"initial_stddev", "initial sd", Align::kRight}};
  for (const ParameterRow& row : fold_layers ? FoldLayers(rows) : rows) {
    table.AddRow({row.name, absl::StrJoin(row.shape, " x "), TableCell(row.count, FormatCount(row.count)),
                  TableCell(row.share, absl::StrFormat("%.1f %%", 100 * row.share)),
                  TableCell(row.decays, row.decays ? "yes" : "no"),
                  row.initial_stddev.has_value() ? TableCell(*row.initial_stddev, FormatFixed(*row.initial_stddev, 4))
                                                 : TableCell()});
  }
  return table;
}

}  // namespace ceteris
