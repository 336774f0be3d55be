#include "core/attention/attention_flops.h"

#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"

namespace ceteris {
namespace {

double Flops(const std::string& text, const AttentionExtent& extent, int64_t memory_d_model = 0, bool causal = true) {
  config::Attention config;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &config)) << text;
  AttentionShape shape = ShapeOf(config, /*d_model=*/8);
  shape.memory_d_model = memory_d_model;
  return AttentionFlops(config, shape, extent, causal);
}

// By hand for d_model 8, 2 heads of 3, 1 key head, batch 1, 4 queries on 5 keys: 4 rows times 8 x 6 (query), 8 x 6 (key
// and value) and 6 x 8 (output), and per head 4 x 5 scores and mixes of 3 channels; 2 operations each.
TEST(AttentionFlopsTest, AreThoseOfTheProducts) {
  const std::string text = "num_heads: 2 num_kv_heads: 1 head_dim: 3";
  EXPECT_EQ(Flops(text, {1, 4, 5}), 2 * (4 * 48 + 4 * 48 + 4 * 48 + 2 * (2 * 4 * 5 * 3)));
  // Keys and values of 5 memory tokens of 10 channels.
  EXPECT_EQ(Flops(text, {1, 4, 5}, 10), 2 * (4 * 48 + 5 * 60 + 4 * 48 + 2 * (2 * 4 * 5 * 3)));
}

// A value of 7 channels beside queries and keys of 3: 8 x (3 + 7) for key and value, 14 x 8 for the output.
TEST(AttentionFlopsTest, ValuesHaveAWidthOfTheirOwn) {
  EXPECT_EQ(Flops("num_heads: 2 num_kv_heads: 1 head_dim: 3 value_head_dim: 7", {3, 4, 5}),
            3 * 2 * (4 * 48 + 4 * 80 + 4 * 112 + 2 * (4 * 5 * 3 + 4 * 5 * 7)));
}

constexpr char kTwoHeads[] = "num_heads: 2 num_kv_heads: 1 head_dim: 3 value_head_dim: 7 ";

// Scores and mixing alone: what `text` costs beside the projections of full attention.
double PairFlops(const std::string& text, const AttentionExtent& extent, bool causal) {
  const double projections = 2 * (8 * 6 + 8 * 10 + 14 * 8) * static_cast<double>(extent.batch * extent.query_len);
  return Flops(kTwoHeads + text, extent, 0, causal) - projections;
}

// Two operations per pair, head and channel of 3 and 7.
TEST(AttentionFlopsTest, AWindowCountsTheWindow) {
  const double per_pair = 2 * 2 * (3 + 7);
  EXPECT_EQ(PairFlops("full {}", {3, 20, 20}, true), 3 * 20 * 20 * per_pair);
  EXPECT_EQ(PairFlops("sliding_window { window: 4 }", {3, 20, 20}, true), 3 * 20 * 4 * per_pair);
  EXPECT_EQ(PairFlops("sliding_window { window: 4 }", {3, 20, 20}, false), 3 * 20 * 7 * per_pair);
  EXPECT_EQ(PairFlops("sliding_window { window: 400 }", {3, 20, 20}, true), 3 * 20 * 20 * per_pair);
  EXPECT_EQ(PairFlops("sliding_window { window: 4 }", {3, 1, 20}, true), 3 * 4 * per_pair) << "a cache";
  EXPECT_EQ(PairFlops("global_local { window: 4 num_global: 2 }", {3, 20, 20}, true), 3 * 20 * 6 * per_pair);
  EXPECT_EQ(PairFlops("global_local { window: 4 num_global: 2 }", {3, 20, 20}, false),
            3 * (2 * 20 + 18 * 9) * per_pair);
  EXPECT_EQ(Flops(std::string(kTwoHeads) + "sliding_window { window: 4 }", {3, 20, 20}, 8),
            Flops(kTwoHeads, {3, 20, 20}, 8))
      << "no pattern acts in cross-attention";
}

// A key head makes a state of 3 x (7 + 1), two query heads read it; with causality each token meets a chunk of 64.
TEST(AttentionFlopsTest, LinearAttentionIsLinear) {
  const double state = 2 * (20 * 3 * 8 + 2 * 20 * 3 * 8);
  EXPECT_EQ(PairFlops("linear_attention {}", {3, 20, 20}, false), 3 * state);
  EXPECT_EQ(PairFlops("linear_attention {}", {3, 20, 20}, true), 3 * (state + 2 * 2 * 20 * 64 * (3 + 8)));
  EXPECT_EQ(PairFlops("linear_attention {}", {1, 4000, 4000}, true),
            200 * PairFlops("linear_attention {}", {1, 20, 20}, true));
}

}  // namespace
}  // namespace ceteris
