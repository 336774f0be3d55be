#include "experiments/report/table_format.h"

#include <algorithm>
#include <cmath>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_replace.h"
#include "data/utf8/printable.h"
#include "experiments/report/display_width.h"
#include "nlohmann/json.hpp"

namespace ceteris {
namespace {

constexpr int kGap = 2;  // columns between columns

const TableCell& CellAt(const std::vector<TableCell>& row, size_t column) {
  static const TableCell& kEmpty = *new TableCell();
  return column < row.size() ? row[column] : kEmpty;
}

// The shortest decimal that reads back as the same double.
std::string FullPrecision(double number) {
  if (std::isnan(number)) return "nan";
  if (std::isinf(number)) return number > 0 ? "inf" : "-inf";
  for (const int digits : {15, 16, 17}) {
    std::string text = absl::StrFormat("%.*g", digits, number);
    if (digits == 17 || std::strtod(text.c_str(), nullptr) == number) return text;
  }
  return "";
}

std::string ValueText(const TableCell::Value& value) {
  if (const bool* yes = std::get_if<bool>(&value)) return *yes ? "true" : "false";
  if (const int64_t* number = std::get_if<int64_t>(&value)) return absl::StrCat(*number);
  if (const double* number = std::get_if<double>(&value)) return FullPrecision(*number);
  if (const std::string* text = std::get_if<std::string>(&value)) return *text;
  return "";
}

// --- table

std::string Padded(const std::string& text, int width, Align align) {
  const std::string spaces(std::max(0, width - DisplayWidth(text)), ' ');
  return align == Align::kLeft ? text + spaces : spaces + text;
}

class TextTable {
 public:
  TextTable(const Table& table, const TableOptions& options) : table_(table), options_(options) {
    for (const TableColumn& column : table.columns) {
      titles_.push_back(Printable(column.title));
      widths_.push_back(DisplayWidth(titles_.back()));
    }
    for (const std::vector<TableCell>& row : table.rows) {
      texts_.emplace_back();
      for (size_t i = 0; i < table.columns.size(); ++i) {
        texts_.back().push_back(Printable(CellText(CellAt(row, i))));
        widths_[i] = std::max(widths_[i], DisplayWidth(texts_.back().back()));
      }
    }
  }

  std::string Print() const {
    std::string out;
    for (const std::vector<size_t>& block : Blocks()) {
      if (!out.empty()) out += "\n";
      absl::StrAppend(&out, options_.color ? "\033[1m" : "", Line(titles_, block), options_.color ? "\033[0m" : "",
                      "\n");
      for (const std::vector<std::string>& row : texts_) absl::StrAppend(&out, Line(row, block), "\n");
    }
    return out;
  }

 private:
  // Columns that fit side by side; each block after the first repeats column 0.
  std::vector<std::vector<size_t>> Blocks() const {
    std::vector<std::vector<size_t>> blocks(1);
    int used = 0;
    for (size_t i = 0; i < widths_.size(); ++i) {
      if (table_.columns[i].data_only) continue;
      if (options_.width > 0 && used + widths_[i] > options_.width && blocks.back().size() > 1) {
        blocks.push_back({0});
        used = widths_[0] + kGap;
      }
      blocks.back().push_back(i);
      used += widths_[i] + kGap;
    }
    return blocks;
  }

  std::string Line(const std::vector<std::string>& cells, const std::vector<size_t>& block) const {
    std::string line;
    for (const size_t i : block) {
      absl::StrAppend(&line, line.empty() ? "" : std::string(kGap, ' '),
                      Padded(cells[i], widths_[i], table_.columns[i].align));
    }
    line.erase(line.find_last_not_of(' ') + 1);
    return line;
  }

  const Table& table_;
  const TableOptions& options_;
  std::vector<std::string> titles_;
  std::vector<std::vector<std::string>> texts_;
  std::vector<int> widths_;
};

// --- csv

std::string CsvField(const std::string& text) {
  const bool quote = text.find_first_of(",\"\r\n") != std::string::npos ||
                     (!text.empty() && (text.front() == ' ' || text.back() == ' '));
  return quote ? absl::StrCat("\"", absl::StrReplaceAll(text, {{"\"", "\"\""}}), "\"") : text;
}

std::string FormatCsv(const Table& table) {
  std::string out;
  const auto append = [&](size_t column, const std::string& text) {
    absl::StrAppend(&out, CsvField(text), column + 1 < table.columns.size() ? "," : "\n");
  };
  for (size_t i = 0; i < table.columns.size(); ++i) append(i, table.columns[i].key);
  for (const std::vector<TableCell>& row : table.rows) {
    for (size_t i = 0; i < table.columns.size(); ++i) append(i, ValueText(CellAt(row, i).value));
  }
  return out;
}

// --- json

nlohmann::ordered_json JsonValue(const TableCell::Value& value) {
  if (const bool* yes = std::get_if<bool>(&value)) return *yes;
  if (const int64_t* number = std::get_if<int64_t>(&value)) return *number;
  if (const double* number = std::get_if<double>(&value))
    return std::isfinite(*number) ? nlohmann::ordered_json(*number) : nullptr;
  if (const std::string* text = std::get_if<std::string>(&value)) return *text;
  return nullptr;
}

std::string FormatJson(const Table& table) {
  auto rows = nlohmann::ordered_json::array();
  for (const std::vector<TableCell>& row : table.rows) {
    auto object = nlohmann::ordered_json::object();
    for (size_t i = 0; i < table.columns.size(); ++i) object[table.columns[i].key] = JsonValue(CellAt(row, i).value);
    rows.push_back(std::move(object));
  }
  return rows.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

// --- md

std::string FormatMarkdown(const Table& table) {
  std::string out = "|", rule = "|";
  for (const TableColumn& column : table.columns) {
    if (column.data_only) continue;
    absl::StrAppend(&out, " ", EscapeMarkdown(column.title), " |");
    absl::StrAppend(&rule, column.align == Align::kRight ? " ---: |" : " --- |");
  }
  absl::StrAppend(&out, "\n", rule, "\n");
  for (const std::vector<TableCell>& row : table.rows) {
    out += "|";
    for (size_t i = 0; i < table.columns.size(); ++i) {
      if (!table.columns[i].data_only) absl::StrAppend(&out, " ", EscapeMarkdown(CellText(CellAt(row, i))), " |");
    }
    out += "\n";
  }
  return out;
}

}  // namespace

// Out of line: inlined into a caller, GCC 12 believes that the string of a cell which holds a number may be destroyed.
TableCell::TableCell(const char* text) : value(std::string(text)) {}
TableCell::TableCell(std::string text) : value(std::move(text)) {}
TableCell::TableCell(absl::string_view text) : value(std::string(text)) {}
TableCell::TableCell(bool yes) : value(yes) {}
TableCell::TableCell(int number) : value(static_cast<int64_t>(number)) {}
TableCell::TableCell(int64_t number) : value(number) {}
TableCell::TableCell(double number) : value(number) {}
TableCell::TableCell(Value value, std::string text) : value(std::move(value)), text(std::move(text)), has_text(true) {}

absl::StatusOr<TableFormat> ParseTableFormat(absl::string_view word) {
  if (word == "table") return TableFormat::kTable;
  if (word == "csv") return TableFormat::kCsv;
  if (word == "json") return TableFormat::kJson;
  if (word == "md") return TableFormat::kMarkdown;
  return absl::InvalidArgumentError(
      absl::StrCat("\"", Printable(word), "\" is not a format; use table, csv, json or md"));
}

std::string EscapeMarkdown(absl::string_view text) {
  return absl::StrReplaceAll(
      Printable(text),
      {{"\\", "\\\\"}, {"|", "\\|"}, {"<", "&lt;"}, {"*", "\\*"}, {"_", "\\_"}, {"`", "\\`"}, {"[", "\\["}});
}

std::string CellText(const TableCell& cell) { return cell.has_text ? cell.text : ValueText(cell.value); }

std::string FormatTable(const Table& table, TableFormat format, const TableOptions& options) {
  switch (format) {
    case TableFormat::kTable:
      return TextTable(table, options).Print();
    case TableFormat::kCsv:
      return FormatCsv(table);
    case TableFormat::kJson:
      return FormatJson(table);
    case TableFormat::kMarkdown:
      return FormatMarkdown(table);
  }
  return "";
}

}  // namespace ceteris
