// Tables for people and for programs: one Table, four ways to write it. Every `ceteris` command prints through it.
//
//   table  aligned columns for a terminal, folded into blocks that fit its width
//   csv    RFC 4180 (lines end in \n), full precision, keys as the header
//   json   an array of objects, one a row, full precision
//   md     GitHub's Markdown
//
// Example:  Table table{{"arm", "arm"}, {"loss", "loss", Align::kRight}};
//           table.AddRow({"rotary", TableCell(1.8741, "1.87")});
//           std::cout << FormatTable(table, TableFormat::kTable, {.width = 80});
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <variant>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace ceteris {

enum class TableFormat { kTable, kCsv, kJson, kMarkdown };

// "table", "csv", "json" or "md"; otherwise INVALID_ARGUMENT that names the word and says which there are.
absl::StatusOr<TableFormat> ParseTableFormat(absl::string_view word);

enum class Align { kLeft, kRight };

struct TableColumn {
  std::string key;    // in csv and json: "p_holm"
  std::string title;  // in table and md: "p (t, Holm)"
  Align align = Align::kLeft;
  bool data_only = false;  // written to csv and json, not shown to people
};

// A value, and how people see it. Without a text of its own a value is seen in full.
struct TableCell {
  using Value = std::variant<std::monostate, bool, int64_t, double, std::string>;

  TableCell() = default;  // nothing: empty in csv, null in json
  TableCell(const char* text);
  TableCell(std::string text);
  TableCell(absl::string_view text);
  TableCell(bool yes);
  TableCell(int number);
  TableCell(int64_t number);
  TableCell(double number);  // NaN and infinity: null in json, "nan", "inf", "-inf" in csv
  TableCell(Value value, std::string text);

  Value value;
  std::string text;
  bool has_text = false;
};

struct Table {
  Table() = default;
  Table(std::initializer_list<TableColumn> columns) : columns(columns) {}
  void AddRow(std::vector<TableCell> row) { rows.push_back(std::move(row)); }

  std::vector<TableColumn> columns;
  std::vector<std::vector<TableCell>> rows;  // as long as columns, or shorter: the rest is empty
};

struct TableOptions {
  int width = 0;       // of the terminal, in columns; 0: as wide as the table needs
  bool color = false;  // bold titles; only for a terminal
};

// Ends in a line feed. What cannot be printed (control characters, broken UTF-8) is shown escaped in table and md, so
// that no stored text can drive a terminal; csv and json carry it as it is (json: broken UTF-8 replaced by U+FFFD).
std::string FormatTable(const Table& table, TableFormat format, const TableOptions& options = {});

// Text for Markdown: nothing in it is read as markup, line breaks included.
std::string EscapeMarkdown(absl::string_view text);

// The cell as people see it, not aligned, not escaped.
std::string CellText(const TableCell& cell);

}  // namespace ceteris
