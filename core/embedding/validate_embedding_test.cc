#include "core/embedding/validate_embedding.h"

#include "gtest/gtest.h"

namespace ceteris {
namespace {

TEST(ValidateEmbeddingTest, ChecksRateAndSize) {
  config::Embedding config;
  EXPECT_TRUE(ValidateEmbedding(config, {50257, 1600}, "m.embedding").ok());
  EXPECT_EQ(
      ValidateEmbedding(config, {int64_t{1} << 30, 1600}, "m.embedding").message(),
      "m.embedding.vocab_size: 1073741824 makes a tensor of 1073741824 x 1600 elements; a tensor has at most 2^31");
  config.set_dropout_rate(-0.1);
  EXPECT_EQ(ValidateEmbedding(config, {65, 64}, "m.embedding").message(),
            "m.embedding.dropout_rate: -0.1 is out of range; use 0 or more and less than 1");
}

}  // namespace
}  // namespace ceteris
