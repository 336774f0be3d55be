#include "experiments/report/page/html_page.h"

#include "absl/strings/str_cat.h"
#include "experiments/report/page/d3_script.h"
#include "experiments/report/page/html_text.h"
#include "experiments/report/page/report_style.h"

namespace ceteris {
namespace {

constexpr char kD3Notice[] =
    "/* D3 3.5, copyright 2010-2016 Michael Bostock, BSD 3-Clause license: redistribution and use in source and binary "
    "forms, with or "
    "without modification, are permitted provided that this notice is retained; the name of the author may not be used "
    "to endorse "
    "derived products. Provided \"as is\" without any warranty. https://d3js.org */\n";

}  // namespace

std::string PageText(const HtmlPage& page) {
  return absl::StrCat(
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" "
      "content=\"light dark\">\n<title>",
      EscapeHtml(page.title), "</title>\n<style>\n", ReportStyle(), page.style, "</style>\n</head>\n<body>\n<main>\n",
      page.body, "</main>\n<script type=\"application/json\" id=\"data\">", page.data, "</script>\n<script>\n",
      kD3Notice, D3Script(), "\n</script>\n<script>\n", page.script, "</script>\n</body>\n</html>\n");
}

}  // namespace ceteris
