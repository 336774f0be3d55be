#include "experiments/forecast/memory_forecast.h"

#include <algorithm>

#include "core/attention/attention_shape.h"
#include "core/cpu/kernels.h"
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
    case config::FeedForward::kSwiglu:
    case config::FeedForward::kGeglu:
      return {4, 2};  // gate, inner, activated gate, product
    case config::FeedForward::VARIANT_NOT_SET:
      break;
  }
  return {2, 1};
}

// Longest sequence that our own CPU kernel trains on; a test holds it against AttentionFitsCpuKernels().
constexpr int64_t kLongestOnCpuKernel = 256;

// Our own CPU kernel takes short sequences from the fused one, and keeps the probabilities: for a few megabytes it need
// not compute them again in the backward pass, which made that kernel slower.
bool RunsOnCpuKernel(const config::Trial& trial, int64_t seq_len) {
  const config::Attention& attention = trial.model().decoder().attention();
  return attention.kernel() == config::Attention::AUTO && attention.dropout_rate() == 0 &&
         trial.training().precision().variant_case() == config::Precision::kFloat32 && seq_len <= kLongestOnCpuKernel &&
         FastestCpuKernels() != nullptr;
}

// Elements per token that one block keeps.
double BlockElements(const config::Stack& stack, double key_len, bool composed) {
  const AttentionShape shape = ShapeOf(stack.attention(), stack.d_model());
  const double widths = static_cast<double>(shape.query_width() + shape.kv_width());
  double elements = (stack.norm().has_rms_norm() ? 6.0 : 4.0) * stack.d_model() + 2 * widths;
  if (stack.position().has_rotary() && !composed) elements += widths;
  if (composed) {
    const double probabilities = stack.attention().dropout_rate() > 0 ? 2 : 1;
    elements += probabilities * static_cast<double>(shape.num_heads) * key_len;
  }
  return elements + InnerWidthsOf(stack.feed_forward()).kept *
                        static_cast<double>(InnerWidth(stack.feed_forward(), stack.d_model()));
}

// Elements per token that the backward pass of the last block holds for a moment, beside what is kept. When it reaches
// the attention, what the feed-forward kept is free again.
double PassingElements(const config::Stack& stack, double key_len, bool composed) {
  const double d_ff = static_cast<double>(InnerWidth(stack.feed_forward(), stack.d_model()));
  const InnerWidths widths = InnerWidthsOf(stack.feed_forward());
  const double scores = composed ? 2.0 * stack.attention().num_heads() * key_len : 0;
  return stack.d_model() + std::max(widths.passing * d_ff, scores - widths.kept * d_ff);
}

double ActivationBytes(const config::Trial& trial, const TaskShape& context, bool composed) {
  const config::Stack& stack = trial.model().decoder();
  const double bytes = BytesOf(trial.training().precision()).activation;
  const double rows = static_cast<double>(trial.training().batch_size()) / trial.training().accumulation_steps();
  const double seq_len = static_cast<double>(context.seq_len), tokens = rows * seq_len;
  const double final_norm = (stack.norm().has_rms_norm() ? 3.0 : 2.0) * stack.d_model();
  const double probabilities = !composed && RunsOnCpuKernel(trial, context.seq_len)
                                   ? static_cast<double>(stack.attention().num_heads() * PaddedKeys(context.seq_len))
                                   : 0;
  const double kept = stack.num_layers() * (BlockElements(stack, seq_len, composed) + probabilities) + final_norm;
  // The loss is computed in float32 at least: log-probabilities, their gradient and that of the logits stand side by
  // side, and are gone when the backward pass reaches the blocks.
  const double loss_bytes = 3 * std::max(bytes, 4.0) * static_cast<double>(context.vocab_size);
  return tokens * (kept * bytes + std::max(loss_bytes, PassingElements(stack, seq_len, composed) * bytes));
}

}  // namespace

MemoryForecast ForecastMemory(const config::Trial& trial, const TaskShape& context, int64_t num_parameters,
                              bool composed_attention) {
  const ElementBytes bytes = BytesOf(trial.training().precision());
  const double count = static_cast<double>(num_parameters);
  MemoryForecast forecast;
  forecast.parameter_bytes = count * bytes.activation + (bytes.activation < bytes.update ? count * bytes.update : 0);
  forecast.gradient_bytes = count * bytes.update;
  forecast.moment_bytes = 2 * count * bytes.update;
  forecast.activation_bytes = ActivationBytes(trial, context, composed_attention);
  return forecast;
}

}  // namespace ceteris
