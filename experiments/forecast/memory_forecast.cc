#include "experiments/forecast/memory_forecast.h"

#include <algorithm>

#include "core/attention/attention_memory.h"
#include "core/attention/attention_shape.h"
#include "core/feed_forward/feed_forward_shape.h"

namespace ceteris {
namespace {

// Bytes of one element of weights and activations, and of gradients and moments.
struct ElementBytes {
  double activation = 4;
  double update = 4;
};

ElementBytes BytesOf(const config::Precision& precision) {
  switch (precision.variant_case()) {  // no default: a forgotten variant does not compile
    case config::Precision::kFloat32:
      return {4, 4};
    case config::Precision::kBfloat16:
      return {2, 4};
    case config::Precision::kFloat64:
      return {8, 8};
    case config::Precision::VARIANT_NOT_SET:
      break;
  }
  return {4, 4};
}

// Widths of d_ff that the backward pass reads, and that it holds beside them while it goes through the layer.
struct InnerWidths {
  double kept = 0;
  double passing = 0;
};

InnerWidths InnerWidthsOf(const config::FeedForward& config) {
  switch (config.variant_case()) {  // no default: a forgotten variant does not compile
    case config::FeedForward::kRelu:
      return {
          1,
          3.5};  // its result says where the input was positive; it works in place, and its gradient is copied for that
    case config::FeedForward::kGelu:
    case config::FeedForward::kGeluTanh:
      return {2, 1};  // before and after
    case config::FeedForward::kSquaredRelu:
      return {2, 2};  // rectified and squared
    case config::FeedForward::kSwiglu:
    case config::FeedForward::kGeglu:
    case config::FeedForward::kReglu:
    case config::FeedForward::kGlu:
      return {4, 2};  // gate, inner, activated gate, product
    case config::FeedForward::kBilinear:
      return {3, 3};  // gate, inner, product
    case config::FeedForward::VARIANT_NOT_SET:
      break;
  }
  return {2, 1};
}

AttentionElements AttentionElementsOf(const config::Stack& stack, int64_t key_len, AttentionKernel kernel) {
  return ElementsForBackward(stack.attention(), ShapeOf(stack.attention(), stack.d_model()), kernel,
                             {key_len, stack.position().has_rotary() || stack.position().has_xpos()});
}

// Widths of d_model that stay of one norm: what it reads and what it leaves for the layer behind it.
double NormWidths(const config::Norm& config) {
  switch (config.variant_case()) {  // no default: a forgotten variant does not compile
    case config::Norm::kRmsNorm:
      return 3;  // the normalised stream, before the gain, too
    case config::Norm::kLayerNorm:
    case config::Norm::kScaleNorm:
      return 2;
    case config::Norm::kNoNorm:
      return 1;
    case config::Norm::VARIANT_NOT_SET:
      break;
  }
  return 2;
}

// The same of the norms, factors and additions around the sublayers of a block.
double ResidualWidths(const config::Stack& stack) {
  const double norm = NormWidths(stack.norm());
  double widths = norm + (stack.has_layer_scale() ? 1 : 0);
  if (stack.has_sandwich()) widths += norm - 1;  // nobody keeps what its second norm leaves
  if (stack.has_rezero()) widths += 1;
  return stack.has_parallel() ? widths : 2 * widths;
}

// Elements per token that one block keeps.
double BlockElements(const config::Stack& stack, const AttentionElements& attention) {
  return ResidualWidths(stack) * stack.d_model() + attention.kept +
         InnerWidthsOf(stack.feed_forward()).kept *
             static_cast<double>(InnerWidth(stack.feed_forward(), stack.d_model()));
}

// Elements per token that the backward pass of the last block holds for a moment, beside what is kept. When it reaches
// the attention, what the feed-forward kept is free again.
double PassingElements(const config::Stack& stack, const AttentionElements& attention) {
  const double d_ff = static_cast<double>(InnerWidth(stack.feed_forward(), stack.d_model()));
  const InnerWidths widths = InnerWidthsOf(stack.feed_forward());
  return stack.d_model() + std::max(widths.passing * d_ff, attention.passing - widths.kept * d_ff);
}

double ActivationBytes(const config::Trial& trial, const TaskShape& context, AttentionKernel kernel) {
  const config::Stack& stack = trial.model().decoder();
  const double bytes = BytesOf(trial.training().precision()).activation;
  const double rows = static_cast<double>(trial.training().batch_size()) / trial.training().accumulation_steps();
  const double seq_len = static_cast<double>(context.seq_len), tokens = rows * seq_len;
  const double final_norm = NormWidths(stack.norm()) * stack.d_model();
  const AttentionElements attention = AttentionElementsOf(stack, context.seq_len, kernel);
  const double kept = stack.num_layers() * BlockElements(stack, attention) + final_norm;
  // The loss is computed in float32 at least: log-probabilities, their gradient and that of the logits stand side by
  // side, and are gone when the backward pass reaches the blocks.
  const double loss_bytes = 3 * std::max(bytes, 4.0) * static_cast<double>(context.vocab_size);
  return tokens * (kept * bytes + std::max(loss_bytes, PassingElements(stack, attention) * bytes));
}

}  // namespace

MemoryForecast ForecastMemory(const config::Trial& trial, const TaskShape& context, int64_t num_parameters,
                              AttentionKernel kernel) {
  const ElementBytes bytes = BytesOf(trial.training().precision());
  const double count = static_cast<double>(num_parameters);
  MemoryForecast forecast;
  forecast.parameter_bytes = count * bytes.activation + (bytes.activation < bytes.update ? count * bytes.update : 0);
  forecast.gradient_bytes = count * bytes.update;
  forecast.moment_bytes = 2 * count * bytes.update;
  forecast.activation_bytes = ActivationBytes(trial, context, kernel);
  return forecast;
}

}  // namespace ceteris
