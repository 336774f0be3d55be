// Where commands print: a terminal, a pipe or the file of --out, in the form that --format names.
//
// Example:  ASSIGN_OR_RETURN(const Output output, Output::FromFlags());
//           return output.Print(table);
#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "experiments/report/table_format.h"
#include "tools/ceteris/fact_sheet.h"

namespace ceteris {

class Output {
 public:
  // --format and --out, where the command takes them. INVALID_ARGUMENT names an unknown format.
  static absl::StatusOr<Output> FromFlags();

  TableFormat format() const { return format_; }
  bool for_people() const { return format_ == TableFormat::kTable || format_ == TableFormat::kMarkdown; }
  // Width of the terminal (or COLUMNS), 0 where there is none; color on a terminal that did not ask for none.
  const TableOptions& options() const { return options_; }

  // For paragraphs: the terminal's width, at most 100, which is also what is used without one.
  int text_width() const;

  // Returns kExitOk, so that a command can end with it.
  absl::StatusOr<int> Print(const std::string& text) const;
  absl::StatusOr<int> Print(const Table& table) const { return Print(FormatTable(table, format_, options_)); }
  absl::StatusOr<int> Print(const FactSheet& sheet) const { return Print(FormatFactSheet(sheet, format_, options_)); }

 private:
  TableFormat format_ = TableFormat::kTable;
  TableOptions options_;
};

}  // namespace ceteris
