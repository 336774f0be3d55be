#include "tools/ceteris/variant_cost.h"

#include <algorithm>

#include "gtest/gtest.h"

namespace ceteris {
namespace {

absl::optional<int64_t> ExtraOf(const std::string& name, const std::string& place) {
  for (const CatalogEntry& entry : Catalog()) {
    const bool there = std::any_of(entry.paths.begin(), entry.paths.end(), [&](const std::string& path) {
      return path.size() >= place.size() && path.substr(path.size() - place.size()) == place;
    });
    if (entry.name == name && there) return ExtraParameters(entry);
  }
  ADD_FAILURE() << "no variant " << name << " at " << place;
  return absl::nullopt;
}

TEST(VariantCostTest, CountsWhatAVariantAdds) {
  EXPECT_EQ(*ExtraOf("rotary", ".position") - *ExtraOf("none", ".position"), 0);
  EXPECT_EQ(*ExtraOf("learned", ".position") - *ExtraOf("none", ".position"), 64 * 64);       // tokens x d_model
  EXPECT_EQ(*ExtraOf("relative_bias", ".position") - *ExtraOf("none", ".position"), 32 * 4);  // buckets x heads
  // Of each norm: two a layer of two layers, and a last one.
  EXPECT_EQ(*ExtraOf("rms_norm", ".norm") - *ExtraOf("layer_norm", ".norm"), -5 * 64);
}

TEST(VariantCostTest, WhatIsNoPartOfAModelHasNone) { EXPECT_FALSE(ExtraOf("cosine", "training.schedule").has_value()); }

// 8 experts of two layers, each with a gate of 256 x 64 and its bias; against experts without one, not against no
// mixture.
TEST(VariantCostTest, AVariantWithinAVariantIsComparedWithinIt) {
  EXPECT_EQ(*ExtraOf("swiglu", ".mixture_of_experts.expert"), 2 * 8 * 256 * (64 + 1));
}

TEST(VariantCostTest, TheDefaultAddsNothing) {
  for (const CatalogEntry& entry : Catalog()) {
    const absl::optional<int64_t> extra = ExtraParameters(entry);
    EXPECT_EQ(entry.is_default ? extra.value_or(0) : 0, 0) << entry.name << " " << entry.paths[0];
  }
}

}  // namespace
}  // namespace ceteris
