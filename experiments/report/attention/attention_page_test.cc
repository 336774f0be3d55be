#include "experiments/report/attention/attention_page.h"

#include <cmath>
#include <regex>

#include "absl/strings/escaping.h"
#include "absl/strings/str_split.h"
#include "experiments/report/attention/made_up_attention.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "nlohmann/json.hpp"

namespace ceteris {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

std::string Between(const std::string& text, const std::string& begin, const std::string& end) {
  const size_t from = text.find(begin) + begin.size();
  return text.substr(from, text.find(end, from) - from);
}
std::string StaticPart(const std::string& html) { return html.substr(0, html.find("<script")); }
nlohmann::json DataOf(const std::string& page) {
  return nlohmann::json::parse(Between(page, "id=\"data\">", "</script>"));
}

TEST(AttentionPageTest, HasEveryHeadWithEntropyAndDistanceWithoutJavaScript) {
  const std::string page = StaticPart(AttentionPage(MadeUpDecoder(8)));
  EXPECT_THAT(page, AllOf(HasSubstr("Trial 3"), HasSubstr("In the beginning God"), HasSubstr("arm rotary, seed 1"),
                          HasSubstr("<noscript>")));
  const std::vector<std::string> rows = absl::StrSplit(page, "<th scope=\"row\"");
  EXPECT_EQ(rows.size(), 1u + 2 * 4);
  EXPECT_THAT(rows[1], AllOf(HasSubstr("decoder.0.attention"), HasSubstr(">0.00<"), HasSubstr(">0.88<")));
}

TEST(AttentionPageTest, TheScriptFindsEveryWeight) {
  const AttentionMaps maps = MadeUpEncoderDecoder();
  const nlohmann::json data = DataOf(AttentionPage(maps));
  ASSERT_EQ(data["layers"].size(), 3u);
  EXPECT_EQ(data["layers"][2]["name"], "decoder.0.cross_attention");
  EXPECT_EQ(data["sequences"][data["layers"][2]["keys"].get<int>()]["name"], "source");
  for (size_t l = 0; l < maps.layers.size(); ++l) {
    std::string bytes;
    ASSERT_TRUE(absl::Base64Unescape(data["layers"][l]["weights"].get<std::string>(), &bytes));
    ASSERT_EQ(bytes.size(), 2 * maps.layers[l].weights.size());
    for (size_t i = 0; i < maps.layers[l].weights.size(); ++i) {
      const int low = static_cast<unsigned char>(bytes[2 * i]), high = static_cast<unsigned char>(bytes[2 * i + 1]);
      EXPECT_NEAR((low + 256 * high) / 65535.0, maps.layers[l].weights[i], 8e-6);
    }
  }
}

TEST(AttentionPageTest, NeedsNoNetworkAndHostileTextStaysText) {
  const std::string attack = "</script><script>alert(1)</script>\"'&";
  AttentionMaps maps = MadeUpDecoder(3);
  maps.title = maps.text = attack;
  maps.facts = {{attack, attack}};
  maps.sequences[0].labels[1] = attack;
  maps.layers[0].name = attack;
  const std::string page = AttentionPage(maps);
  EXPECT_THAT(page, Not(HasSubstr("<script>alert")));
  EXPECT_EQ(std::vector<std::string>(absl::StrSplit(page, "</script>")).size(), 4u);
  EXPECT_EQ(DataOf(page)["sequences"][0]["tokens"][1], attack);
  const std::regex loads("(src|href)\\s*=\\s*\"|@import|url\\(\\s*['\"]?https?:", std::regex::icase);
  EXPECT_FALSE(std::regex_search(StaticPart(page), loads));
}

TEST(AttentionPageTest, OneTokenMakesAPage) { EXPECT_THAT(AttentionPage(MadeUpDecoder(1)), HasSubstr("</html>")); }

}  // namespace
}  // namespace ceteris
