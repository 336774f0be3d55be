#include "core/embedding/validate_embedding.h"

#include <limits>

#include "gtest/gtest.h"

namespace ceteris {
namespace {

std::string Refusal(const config::Embedding& config, const EmbeddingContext& context = {65, 64}) {
  return std::string(ValidateEmbedding(config, context, "m.embedding").message());
}

TEST(ValidateEmbeddingTest, ChecksRateAndSize) {
  config::Embedding config;
  EXPECT_EQ(Refusal(config, {50257, 1600}), "");
  const std::string too_large =
      "m.embedding.vocab_size: 1073741824 makes a tensor of 1073741824 x 1600 elements; a tensor has at most 2^31";
  EXPECT_EQ(Refusal(config, {int64_t{1} << 30, 1600}), too_large);
  config.set_source_tied(false);
  EXPECT_EQ(Refusal(config, {int64_t{1} << 30, 1, 1600}), too_large);
  config.set_dropout_rate(-0.1);
  EXPECT_EQ(Refusal(config), "m.embedding.dropout_rate: -0.1 is out of range; use 0 or more and less than 1");
}

TEST(ValidateEmbeddingTest, ChecksTheHeadsFactor) {
  for (const double wrong : {0.0, -1.0, std::numeric_limits<double>::infinity()}) {
    config::Embedding config;
    config.set_head_scale(wrong);
    EXPECT_NE(Refusal(config), "") << wrong;
  }
  config::Embedding config;
  config.set_head_scale(0);
  EXPECT_EQ(Refusal(config), "m.embedding.head_scale: 0 is out of range; use a finite number above 0");
}

TEST(ValidateEmbeddingTest, ChecksTheFactorisedWidth) {
  config::Embedding config;
  config.set_factor_dim(128);
  EXPECT_EQ(Refusal(config, {30000, 768}), "");
  config.set_factor_dim(-1);
  EXPECT_EQ(Refusal(config), "m.embedding.factor_dim: -1 is too small; use 0 or more");
  config.set_factor_dim(std::numeric_limits<int32_t>::max());
  EXPECT_EQ(Refusal(config, {2, 64}),
            "m.embedding.factor_dim: 2147483647 makes a tensor of 2 x 2147483647 elements; a tensor has at most 2^31");
}

TEST(ValidateEmbeddingTest, OneTableNeedsOneWidth) {
  config::Embedding config;
  EXPECT_EQ(Refusal(config, {65, 64, 64}), "");
  EXPECT_EQ(Refusal(config, {65, 64, 32}),
            "m.embedding.source_tied: true shares one table, but d_model is 32 in the encoder and 64 in the decoder; "
            "use false, or equal widths");
  config.set_source_tied(false);
  EXPECT_EQ(Refusal(config, {65, 64, 32}), "");
}

}  // namespace
}  // namespace ceteris
