#include "experiments/report/page/html_text.h"

#include <cctype>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "data/utf8/utf8.h"

namespace ceteris {
namespace {

constexpr size_t kLongText = 28;  // bytes; longer text may break over lines

std::string HtmlCell(const TableColumn& column, const TableCell& cell, bool heads_row) {
  const std::string text = CellText(cell);
  const bool is_text = std::holds_alternative<std::string>(cell.value) && !cell.has_text;
  const char* style = column.align == Align::kRight        ? " class=\"number\""
                      : is_text && text.size() > kLongText ? " class=\"long\""
                                                           : "";
  return absl::StrCat(heads_row ? "<th scope=\"row\"" : "<td", style, ">",
                      is_text ? EscapeHtml(text) : TypesetNumbers(text), heads_row ? "</th>" : "</td>");
}

bool IsDigit(char letter) { return letter >= '0' && letter <= '9'; }

}  // namespace

std::string EscapeHtml(absl::string_view text) {
  std::string escaped;
  for (size_t offset = 0; offset < text.size();) {
    const int32_t code_point = NextCodePoint(text, &offset);
    switch (code_point) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '"':
        escaped += "&quot;";
        break;
      case '\'':
        escaped += "&#39;";
        break;
      default: {
        const bool control = code_point < 0x20 && code_point != '\n' && code_point != '\t';
        AppendCodePoint(control ? kReplacementCharacter : code_point, &escaped);
      }
    }
  }
  return escaped;
}

std::string JsonForScript(const nlohmann::ordered_json& json) {
  const std::string text = json.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
  return absl::StrReplaceAll(text, {{"<", "\\u003c"}, {">", "\\u003e"}, {"&", "\\u0026"}});
}

std::string TypesetNumbers(absl::string_view text) {
  const std::string plain = absl::StrReplaceAll(EscapeHtml(text), {{"+-", "±"}});
  std::string typeset;
  for (size_t i = 0; i < plain.size(); ++i) {
    const bool begins = i == 0 || plain[i - 1] == ' ' || plain[i - 1] == '[' || plain[i - 1] == '(';
    const bool minus =
        plain[i] == '-' && begins && i + 1 < plain.size() && (IsDigit(plain[i + 1]) || plain[i + 1] == '.');
    if (minus) {
      typeset += "−";
    } else {
      typeset += plain[i];
    }
  }
  return typeset;
}

std::string HtmlTable(const Table& table) {
  std::string html = "<div class=\"scroll\" tabindex=\"0\"><table>\n<thead><tr>";
  for (const TableColumn& column : table.columns) {
    if (column.data_only) continue;
    absl::StrAppend(&html, "<th scope=\"col\"", column.align == Align::kRight ? " class=\"number\"" : "", ">",
                    TypesetNumbers(column.title), "</th>");
  }
  html += "</tr></thead>\n<tbody>\n";
  for (const std::vector<TableCell>& row : table.rows) {
    html += "<tr>";
    for (size_t i = 0; i < table.columns.size(); ++i) {
      if (!table.columns[i].data_only)
        absl::StrAppend(&html, HtmlCell(table.columns[i], i < row.size() ? row[i] : TableCell(), i == 0));
    }
    html += "</tr>\n";
  }
  return html + "</tbody></table></div>\n";
}

}  // namespace ceteris
