// The formula that each layer states beside its code against a count of multiply-adds, product by product, from the
// config alone.
#include <gtest/gtest.h>

#include "core/tensor/scope.h"
#include "models/model_factory.h"
#include "models/testing/tiny_models.h"

namespace ceteris {
namespace {

// What one layer of attention multiplies for num_queries queries, each over all keys, which are made from rows of
// memory_width channels.
int64_t CountAttention(const config::Stack& stack, int64_t num_queries, int64_t num_keys, int64_t memory_width) {
  const config::Attention& attention = stack.attention();
  const int64_t d_model = stack.d_model(), num_heads = attention.num_heads();
  const int64_t head_dim = attention.head_dim() > 0 ? attention.head_dim() : d_model / num_heads;
  const int64_t num_kv_heads = attention.num_kv_heads() > 0 ? attention.num_kv_heads() : num_heads;
  int64_t multiply_adds = 0;
  for (int64_t query = 0; query < num_queries; ++query) {
    for (int64_t head = 0; head < num_heads; ++head) {
      multiply_adds += d_model * head_dim;                                         // its query
      for (int64_t key = 0; key < num_keys; ++key) multiply_adds += 2 * head_dim;  // its score and its share of the mix
      multiply_adds += head_dim * d_model;                                         // its part of the output projection
    }
  }
  for (int64_t key = 0; key < num_keys; ++key) multiply_adds += num_kv_heads * 2 * memory_width * head_dim;
  return multiply_adds;
}

int64_t CountFeedForward(const config::Stack& stack, int64_t num_tokens) {
  const config::FeedForward& layer = stack.feed_forward();
  const int64_t d_ff = layer.d_ff() > 0 ? layer.d_ff() : 4 * stack.d_model();
  return num_tokens * (layer.has_swiglu() || layer.has_geglu() ? 3 : 2) * stack.d_model() * d_ff;
}

int64_t CountStack(const config::Stack& stack, int64_t seq_len, int64_t memory_len, int64_t memory_width) {
  int64_t multiply_adds = 0;
  for (int layer = 0; layer < stack.num_layers(); ++layer) {
    multiply_adds += CountAttention(stack, seq_len, seq_len, stack.d_model()) + CountFeedForward(stack, seq_len);
    if (memory_len > 0) multiply_adds += CountAttention(stack, seq_len, memory_len, memory_width);
  }
  return multiply_adds;
}

// Of an encoder alone.
int64_t CountHead(const config::Model& config, const TaskShape& shape, int64_t seq_len) {
  const int64_t d_model = config.encoder().d_model();
  if (config.head().has_tokens()) return seq_len * d_model * shape.vocab_size;
  if (config.head().has_masked_tokens()) return seq_len * d_model * (d_model + shape.vocab_size);
  const bool pooler = config.head().classifier().pooling().has_bert_pooler();
  return (pooler ? d_model * d_model : 0) + d_model * shape.num_classes;
}

int64_t CountOneRow(const config::Model& config, const TaskShape& shape) {
  if (!config.has_encoder()) {
    return CountStack(config.decoder(), shape.seq_len, 0, 0) +
           shape.seq_len * config.decoder().d_model() * shape.vocab_size;
  }
  if (config.has_decoder()) {
    return CountStack(config.encoder(), shape.source_len, 0, 0) +
           CountStack(config.decoder(), shape.seq_len, shape.source_len, config.encoder().d_model()) +
           shape.seq_len * config.decoder().d_model() * shape.vocab_size;
  }
  if (!config.input().has_patches()) {
    return CountStack(config.encoder(), shape.seq_len, 0, 0) + CountHead(config, shape, shape.seq_len);
  }
  const int64_t patch_size = config.input().patches().patch_size(), side = shape.image_size / patch_size;
  const int64_t pixels = patch_size * patch_size * shape.image_channels;
  const int64_t seq_len = side * side + (config.input().patches().class_token() ? 1 : 0);
  return side * side * pixels * config.encoder().d_model() + CountStack(config.encoder(), seq_len, 0, 0) +
         CountHead(config, shape, seq_len);
}

TEST(ForwardFlopsTest, AreThoseOfTheProducts) {
  for (const TinyModel& tiny : TinyModels()) {
    ParameterSet parameters;
    const Scope scope(&parameters, 1, at::TensorOptions().device(at::kMeta));
    const auto model = BuildModel(tiny.config, tiny.context, scope);
    ASSERT_TRUE(model.ok()) << tiny.name << ": " << model.status();
    TaskShape shape = tiny.context;
    if (shape.seq_len > 0) shape.seq_len = 5;  // other lengths than the model was built for
    if (shape.source_len > 0) shape.source_len = 4;
    const double expected = 2.0 * 3 * static_cast<double>(CountOneRow(tiny.config, shape));
    EXPECT_EQ((*model)->ForwardFlops(3, shape), expected) << tiny.name;
  }
}

}  // namespace
}  // namespace ceteris
