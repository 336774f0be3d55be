#include "experiments/report/attention/attention_page.h"

#include <algorithm>
#include <cmath>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "experiments/report/attention/attention_script.h"
#include "experiments/report/attention/attention_style.h"
#include "experiments/report/attention/head_table.h"
#include "experiments/report/page/html_page.h"
#include "experiments/report/page/html_text.h"
#include "nlohmann/json.hpp"

namespace ceteris {
namespace {

using Json = nlohmann::ordered_json;

// Two bytes a weight, the low one first, as base64.
std::string PackedWeights(const std::vector<float>& weights) {
  std::string bytes;
  bytes.reserve(2 * weights.size());
  for (const float weight : weights) {
    const long packed = std::lround(65535.0 * std::min(1.0f, std::max(0.0f, weight)));
    bytes += static_cast<char>(packed & 0xff);
    bytes += static_cast<char>(packed >> 8);
  }
  return absl::Base64Escape(bytes);
}

// attention.js says what it does with each part.
Json PageData(const AttentionMaps& maps) {
  Json sequences = Json::array(), layers = Json::array();
  for (const TokenSequence& one : maps.sequences) sequences.push_back({{"name", one.name}, {"tokens", one.labels}});
  for (const AttentionLayer& layer : maps.layers) {
    layers.push_back({{"name", layer.name},
                      {"queries", layer.queries},
                      {"keys", layer.keys},
                      {"heads", layer.num_heads},
                      {"captions", HeadCaptions(maps, layer)},
                      {"weights", PackedWeights(layer.weights)}});
  }
  return {{"sequences", sequences}, {"layers", layers}};
}

std::string Header(const AttentionMaps& maps) {
  std::string html =
      absl::StrCat("<header>\n<p class=\"eyebrow\">", EscapeHtml(maps.title),
                   "</p>\n<h1>What each attention head looks at</h1>\n<p class=\"read\"><span>Text</span>",
                   EscapeHtml(maps.text), "</p>\n<dl class=\"facts\">\n");
  for (const auto& [name, value] : maps.facts) {
    absl::StrAppend(&html, "<div><dt>", EscapeHtml(name), "</dt><dd>", EscapeHtml(value), "</dd></div>\n");
  }
  return html + "</dl>\n</header>\n";
}

constexpr char kFigures[] =
    "<noscript><p class=\"warning\">The maps need JavaScript. Entropy and distance of every head are in the table "
    "below.</p></noscript>\n"
    "<section id=\"one\">\n<h2>One head</h2>\n"
    "<div class=\"choice\"><label>Layer <select id=\"layer\"></select></label><div id=\"heads\"></div></div>\n"
    "<p class=\"reading\" id=\"reading\" aria-live=\"polite\"></p>\n"
    "<div id=\"tokens\"></div>\n"
    "<figure id=\"map\"><div class=\"plot\"></div>\n<div class=\"ramp\" id=\"ramp\"></div>\n"
    "<figcaption>A row is a token that looks, a column one that is looked at. Point at a square for its weight; choose "
    "a token to shade the others by how much it looks at them.</figcaption></figure>\n</section>\n"
    "<section id=\"all\">\n<h2>Every head</h2>\n"
    "<p class=\"lead\">One small map per head, layers from the first to the last. Choose one to see it above.</p>\n"
    "<div id=\"overview\"></div>\n</section>\n";

constexpr char kMethod[] =
    "<section class=\"method\">\n<h2>How to read this</h2>\n"
    "<p>Weights are the probabilities that a head mixes values with, after masks and without dropout; each row sums to "
    "1, or to less where the model has an attention sink. Entropy is the mean over rows in bits: 0 looks at one place, "
    "log2 n at n places alike. Distance is the mean number of places between a token and what it looks at, weighted "
    "by the weights. Shades grow with the square root of the weight, so that small weights can be seen. What a head "
    "looks at is not yet what the model's answer depends on.</p>\n</section>\n";

}  // namespace

std::string AttentionPage(const AttentionMaps& maps) {
  HtmlPage page;
  page.title = absl::StrCat("Attention: ", maps.title);
  page.style = AttentionStyle();
  page.body = absl::StrCat(Header(maps), kFigures, "<section>\n<h2>Entropy and distance</h2>\n",
                           HtmlTable(HeadTable(maps)), "</section>\n", kMethod);
  page.data = JsonForScript(PageData(maps));
  page.script = AttentionScript();
  return PageText(page);
}

}  // namespace ceteris
