#include "tools/ceteris/fact_sheet.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "data/utf8/printable.h"
#include "experiments/report/display_width.h"
#include "nlohmann/json.hpp"

namespace ceteris {
namespace {

using Json = nlohmann::ordered_json;

// "FLOPs per token" -> "flops_per_token".
std::string KeyOf(absl::string_view name) {
  std::string key;
  for (const char letter : name) {
    if (absl::ascii_isalnum(letter)) {
      key += absl::ascii_tolower(letter);
    } else if (!key.empty() && key.back() != '_') {
      key += '_';
    }
  }
  return key;
}

Json SectionJson(const FactSheet::Section& section) {
  Json rows = Json::parse(FormatTable(section.table, TableFormat::kJson));
  if (section.is_table) return rows;
  Json facts = Json::object();
  for (const Json& row : rows) facts[KeyOf(row["name"].get<std::string>())] = row["value"];
  return facts;
}

std::string SheetJson(const FactSheet& sheet) {
  Json json = Json::object();
  for (const FactSheet::Section& section : sheet.sections) json[KeyOf(section.title)] = SectionJson(section);
  return json.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

Table SheetRows(const FactSheet& sheet) {
  Table rows{{"section", "section"}, {"row", "row"}, {"name", "name"}, {"value", "value"}};
  for (const FactSheet::Section& section : sheet.sections) {
    for (size_t i = 0; i < section.table.rows.size(); ++i) {
      const std::vector<TableCell>& row = section.table.rows[i];
      if (!section.is_table) {
        rows.AddRow({KeyOf(section.title), TableCell(), KeyOf(CellText(row[0])), row[1]});
        continue;
      }
      for (size_t j = 0; j < row.size(); ++j) {
        rows.AddRow({KeyOf(section.title), static_cast<int64_t>(i + 1), section.table.columns[j].key, row[j]});
      }
    }
  }
  return rows;
}

// "name   value" lines under the title; a long value goes on below itself.
std::string FactLines(const Table& facts, int width) {
  int names = 0;
  for (const auto& row : facts.rows) names = std::max(names, DisplayWidth(CellText(row[0])));
  const std::string indent(names + 4, ' ');
  std::string text;
  for (const auto& row : facts.rows) {
    const std::string name = CellText(row[0]);
    std::string value = Printable(CellText(row[1]));
    if (width > 0 && DisplayWidth(value) + names + 4 > width) value = WrapText(value, width, indent).substr(names + 4);
    absl::StrAppend(&text, "  ", name, std::string(names - DisplayWidth(name) + 2, ' '), value, "\n");
  }
  return text;
}

std::string Indented(const std::string& text) {
  std::string out;
  for (absl::string_view line : absl::StrSplit(absl::StripSuffix(text, "\n"), '\n')) {
    absl::StrAppend(&out, line.empty() ? "" : "  ", line, "\n");
  }
  return out;
}

}  // namespace

Table WithoutEmptyColumns(Table table) {
  for (size_t i = 0; i < table.columns.size(); ++i) {
    bool empty = !table.rows.empty();
    for (const auto& row : table.rows) empty = empty && (i >= row.size() || CellText(row[i]).empty());
    table.columns[i].data_only = table.columns[i].data_only || empty;
  }
  return table;
}

void FactSheet::AddFacts(std::string title, std::vector<std::pair<std::string, TableCell>> facts) {
  Table table{{"name", "name"}, {"value", "value"}};
  for (auto& [name, value] : facts) table.AddRow({name, std::move(value)});
  sections.push_back({std::move(title), false, std::move(table)});
}

void FactSheet::AddTable(std::string title, Table table) {
  sections.push_back({std::move(title), true, std::move(table)});
}

std::string FormatFactSheet(const FactSheet& sheet, TableFormat format, const TableOptions& options) {
  if (format == TableFormat::kJson) return SheetJson(sheet);
  if (format == TableFormat::kCsv) return FormatTable(SheetRows(sheet), format);
  TableOptions inner = options;
  if (inner.width > 2) inner.width -= 2;
  std::string text;
  for (const FactSheet::Section& section : sheet.sections) {
    if (section.table.rows.empty()) continue;
    if (!text.empty()) text += "\n";
    if (format == TableFormat::kMarkdown) {
      absl::StrAppend(&text, "### ", EscapeMarkdown(section.title), "\n\n",
                      FormatTable(WithoutEmptyColumns(section.table), format));
      continue;
    }
    absl::StrAppend(&text, options.color ? "\033[1m" : "", section.title, options.color ? "\033[0m" : "", "\n",
                    section.is_table ? Indented(FormatTable(WithoutEmptyColumns(section.table), format, inner))
                                     : FactLines(section.table, options.width));
  }
  return text;
}

}  // namespace ceteris
