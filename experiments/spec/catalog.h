// Every variant that the schema knows, with its paper: `ceteris catalog` prints this. There is no second table: a
// variant is listed because it is a member of a oneof, and described by its own (variant) option.
#pragma once

#include <string>
#include <vector>

namespace ceteris {

struct CatalogEntry {
  std::string name;                // "rotary", as it is written
  std::vector<std::string> paths;  // where it can be chosen: "model.encoder.position", "model.decoder.position"
  bool is_default = false;         // what is used where nothing is written
  std::string title;               // "Rotary position embedding (RoPE)"
  std::string paper;               // "Su et al. 2021, arXiv:2104.09864"; "" where there is none
  std::string equation;            // "eq. (34)"
  std::string acts_on;             // "queries and keys"
  std::string summary;             // one line
};

// Of a trial, in the order of the schema, each variant once. Messages that are no choice but carry a (variant) option,
// such as attention, are listed too.
std::vector<CatalogEntry> Catalog();

}  // namespace ceteris
