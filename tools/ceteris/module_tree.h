// The modules of a model as a tree: what it is made of, from the whole down to the tensors.
//
//   decoder                       85,056,000  68.4 %
//     0-11                        85,054,464  68.3 %
//       attention                 28,339,200  22.8 %
//         query.weight 768 x 768   7,077,888   5.7 %
#pragma once

#include <vector>

#include "experiments/report/table_format.h"
#include "models/parameter_report.h"

namespace ceteris {

// One line per module and per tensor, indented by depth; a module's count and share are of all its tensors. Equal
// layers are one line. A module with a single part is on that part's line.
Table ModuleTree(const std::vector<ParameterRow>& rows);

}  // namespace ceteris
