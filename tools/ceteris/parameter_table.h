// The tensors of a model as a table.
#pragma once

#include <vector>

#include "experiments/report/table_format.h"
#include "models/parameter_report.h"

namespace ceteris {

// One row for equal tensors of several layers, "decoder.0-11.attention.query.weight", where count and share are of all
// of them. Sorted by name.
std::vector<ParameterRow> FoldLayers(std::vector<ParameterRow> rows);

// One line per tensor. With fold_layers, for people: of FoldLayers(rows).
Table ParameterTable(const std::vector<ParameterRow>& rows, bool fold_layers);

}  // namespace ceteris
