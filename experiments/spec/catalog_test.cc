#include "experiments/spec/catalog.h"

#include <algorithm>

#include "gtest/gtest.h"

namespace ceteris {
namespace {

const CatalogEntry* Find(const std::vector<CatalogEntry>& catalog, const std::string& name) {
  const auto found =
      std::find_if(catalog.begin(), catalog.end(), [&](const auto& entry) { return entry.name == name; });
  return found == catalog.end() ? nullptr : &*found;
}

TEST(CatalogTest, ListsVariantsWithTheirPaperAndWhereTheyGo) {
  const std::vector<CatalogEntry> catalog = Catalog();
  const CatalogEntry* rotary = Find(catalog, "rotary");
  ASSERT_NE(rotary, nullptr);
  EXPECT_EQ(rotary->title, "Rotary position embedding (RoPE)");
  EXPECT_EQ(rotary->paper, "Su et al. 2021, arXiv:2104.09864");
  EXPECT_EQ(rotary->equation, "eq. (34)");
  EXPECT_EQ(rotary->acts_on, "queries and keys");
  EXPECT_FALSE(rotary->is_default);
  EXPECT_EQ(rotary->paths, (std::vector<std::string>{"model.encoder.position", "model.decoder.position"}));
  ASSERT_NE(Find(catalog, "sinusoidal"), nullptr);
  EXPECT_TRUE(Find(catalog, "sinusoidal")->is_default);
  ASSERT_NE(Find(catalog, "post_norm"), nullptr);
  EXPECT_EQ(Find(catalog, "post_norm")->paths[1], "model.decoder.residual");
  ASSERT_NE(Find(catalog, "attention"), nullptr) << "a message with a (variant) option outside of a oneof";
}

// A choice is read in one piece: nothing of another place stands between its members.
TEST(CatalogTest, TheMembersOfAChoiceFollowEachOther) {
  std::vector<std::string> places;
  for (const CatalogEntry& entry : Catalog()) {
    if (places.empty() || places.back() != entry.paths.front()) places.push_back(entry.paths.front());
  }
  std::sort(places.begin(), places.end());
  EXPECT_EQ(std::adjacent_find(places.begin(), places.end()), places.end());
}

TEST(CatalogTest, EveryEntryHasATitle) {
  for (const CatalogEntry& entry : Catalog()) EXPECT_FALSE(entry.title.empty()) << entry.name;
}

TEST(CatalogTest, NoPlaceOffersOneNameTwice) {
  std::vector<std::string> offers;
  for (const CatalogEntry& entry : Catalog()) {
    for (const std::string& path : entry.paths) offers.push_back(path + "=" + entry.name);
  }
  std::sort(offers.begin(), offers.end());
  EXPECT_EQ(std::adjacent_find(offers.begin(), offers.end()), offers.end());
}

}  // namespace
}  // namespace ceteris
