// Text that is safe inside a page.
#pragma once

#include <string>

#include "absl/strings/string_view.h"
#include "experiments/report/table_format.h"
#include "nlohmann/json.hpp"

namespace ceteris {

// For element content and quoted attributes: & < > " ' are written as entities; control characters and broken UTF-8
// become U+FFFD.
std::string EscapeHtml(absl::string_view text);

// JSON for <script type="application/json">: no "<" is left that could end the element.
std::string JsonForScript(const nlohmann::ordered_json& json);

// "+-" as people write it, a true minus sign before digits, after escaping: for numbers and verdict words.
std::string TypesetNumbers(absl::string_view text);

// A scrollable table. The first column names the row; columns that hold numbers align right.
std::string HtmlTable(const Table& table);

}  // namespace ceteris
