// Facts about one thing, in sections: what `show`, `explain` and `inspect` print.
//
//   table, md  each section's title, then its lines or its table
//   json       one object: a section of facts is an object, a table an array of objects
//   csv        one line per fact: section, row, name, value
// Keys of json and csv are the titles and names in lower case with "_" for everything but letters and digits.
//
// Example:  FactSheet sheet;
//           sheet.AddFacts("trial", {{"state", "SUCCEEDED"}, {"seed", 3}});
//           sheet.AddTable("metrics", table);
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "experiments/report/table_format.h"

namespace ceteris {

struct FactSheet {
  struct Section {
    std::string title;
    bool is_table = false;
    Table table;  // of facts: columns name and value
  };

  void AddFacts(std::string title, std::vector<std::pair<std::string, TableCell>> facts);
  void AddTable(std::string title, Table table);

  std::vector<Section> sections;
};

// For people: a column in which no row has anything is not shown.
Table WithoutEmptyColumns(Table table);

std::string FormatFactSheet(const FactSheet& sheet, TableFormat format, const TableOptions& options = {});

}  // namespace ceteris
