// What every field of a configuration means: `ceteris fields` prints this, from the schema's own comments.
//
//   model.decoder.position.rotary.theta   double   10000   Base of the geometric progression of angles, > 1   Su et al.
//   2021, ...
#pragma once

#include <string>
#include <vector>

namespace ceteris {

struct FieldDocumentation {
  std::string path;  // as --set takes it; "arm.name" and "axis.path" can only be written in a file
  std::string
      type;  // "int32", "list of int32", "Kernel (AUTO, FUSED, COMPOSED)", "choice (none, rotary)", "present or absent"
  std::string default_value;  // canonical text; "" where nothing is chosen by default
  std::string meaning;        // with unit and range
  std::string source;         // where the default comes from; "" of choices and parts, whose members carry their papers
  bool identity = true;       // false: changes no bit of any result
  bool settable = true;       // by --set
};

// Of an experiment, then of a trial (task, model, training), in the order of the schema.
std::vector<FieldDocumentation> ListFields();

}  // namespace ceteris
