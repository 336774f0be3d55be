#include "tools/ceteris/module_tree.h"

#include <algorithm>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "experiments/report/number_format.h"
#include "tools/ceteris/parameter_table.h"

namespace ceteris {
namespace {

struct Module {
  std::string name;
  const ParameterRow* tensor = nullptr;  // of a leaf
  int64_t count = 0;
  double share = 0;
  std::vector<std::unique_ptr<Module>> parts;  // in the order in which they came
};

Module* PartNamed(Module* module, const std::string& name) {
  for (const auto& part : module->parts) {
    if (part->name == name && part->tensor == nullptr) return part.get();
  }
  module->parts.push_back(std::make_unique<Module>());
  module->parts.back()->name = name;
  return module->parts.back().get();
}

void Add(const ParameterRow& row, Module* root) {
  Module* module = root;
  for (const std::string& name : std::vector<std::string>(absl::StrSplit(row.name, '.'))) {
    module = PartNamed(module, name);
    module->count += row.count;
    module->share += row.share;
  }
  module->tensor = &row;
}

void Print(const Module& module, int depth, Table* table) {
  const Module* shown = &module;
  std::string name = module.name;
  while (shown->parts.size() == 1) {
    shown = shown->parts[0].get();
    absl::StrAppend(&name, ".", shown->name);
  }
  const ParameterRow* tensor = shown->tensor;
  table->AddRow({std::string(2 * depth, ' ') + name, tensor == nullptr ? "" : absl::StrJoin(tensor->shape, " x "),
                 TableCell(shown->count, FormatCount(shown->count)),
                 TableCell(shown->share, absl::StrFormat("%.1f %%", 100 * shown->share)),
                 tensor == nullptr ? TableCell() : TableCell(tensor->decays, tensor->decays ? "yes" : "no"),
                 tensor != nullptr && tensor->initial_stddev.has_value()
                     ? TableCell(*tensor->initial_stddev, FormatFixed(*tensor->initial_stddev, 4))
                     : TableCell()});
  for (const auto& part : shown->parts) Print(*part, depth + 1, table);
}

}  // namespace

Table ModuleTree(const std::vector<ParameterRow>& rows) {
  const std::vector<ParameterRow> folded = FoldLayers(rows);
  Module root;
  for (const ParameterRow& row : folded) Add(row, &root);
  Table table{{"module", "module"},
              {"shape", "shape", Align::kRight},
              {"count", "count", Align::kRight},
              {"share", "share", Align::kRight},
              {"decays", "weight decay"},
              {"initial_stddev", "initial sd", Align::kRight}};
  for (const auto& part : root.parts) Print(*part, 0, &table);
  return table;
}

}  // namespace ceteris
