// What every page of ours has in common: one self-contained file with its style, D3, its data and its script inside.
//
// Light or dark as the reader's system asks, light on paper; the style is report.css and what the page adds to it.
//
// Example:  HtmlPage page;
//           page.title = "positions, revision 1";
//           page.body = absl::StrCat("<h1>", EscapeHtml(question), "</h1>\n");
//           page.data = JsonForScript(json);   page.script = ReportScript();
//           return PageText(page);
#pragma once

#include <string>

#include "absl/strings/string_view.h"

namespace ceteris {

struct HtmlPage {
  std::string title;         // text
  std::string body;          // markup inside <main>
  absl::string_view style;   // beyond report.css
  std::string data;          // JsonForScript(): the script finds it as the text of #data
  absl::string_view script;  // ours, trusted; d3 is there
};

std::string PageText(const HtmlPage& page);

}  // namespace ceteris
