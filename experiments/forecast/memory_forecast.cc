#include "experiments/forecast/memory_forecast.h"

#include <algorithm>
#include <vector>

#include "core/attention/attention_memory.h"
#include "core/attention/attention_shape.h"
#include "core/embedding/patch_shape.h"
#include "core/feed_forward/expert_shape.h"
#include "core/feed_forward/feed_forward_shape.h"
#include "core/training/state_copies.h"

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

// Rows that the experts of a mixture compute for one token, empty places included.
double SlotsPerToken(const config::MixtureOfExperts& mixture) {
  return std::min(mixture.capacity_factor() * mixture.top_k(), static_cast<double>(mixture.num_experts()));
}

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
    case config::FeedForward::kMixtureOfExperts: {
      // Slots of all experts are kept, and the backward pass is in one of them at a time.
      const InnerWidths expert = InnerWidthsOf(ExpertConfig(config));
      const double slots = SlotsPerToken(config.mixture_of_experts());
      return {slots * expert.kept, slots * expert.passing / config.mixture_of_experts().num_experts()};
    }
    case config::FeedForward::VARIANT_NOT_SET:
      break;
  }
  return {2, 1};
}

// Elements per token beside the inner layers: of a mixture, what its experts read and what they answered.
double DispatchedElements(const config::Stack& stack) {
  if (!stack.feed_forward().has_mixture_of_experts()) return 0;
  const config::MixtureOfExperts& mixture = stack.feed_forward().mixture_of_experts();
  return (SlotsPerToken(mixture) + mixture.top_k()) * stack.d_model();
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
  return DispatchedElements(stack) + ResidualWidths(stack) * stack.d_model() + attention.kept +
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

// Elements for one sequence or image.
struct RowElements {
  double kept = 0;     // from the forward to the backward pass
  double passing = 0;  // beside it, for a moment of the backward pass
};

// A stack and what goes through it.
struct StackLoad {
  const config::Stack* stack = nullptr;
  int64_t len = 0;         // tokens or patches
  int64_t memory_len = 0;  // of a decoder that reads an encoder
  AttentionKernel kernel = AttentionKernel::kFused;
};

// What cross-attention keeps in a block: queries and what is mixed for each token, keys and values for each of the
// memory's, one more norm and addition.
double CrossAttentionElements(const StackLoad& load, bool float32) {
  if (load.memory_len == 0) return 0;
  const config::Attention& attention = load.stack->attention();
  const AttentionShape shape = ShapeOf(attention, load.stack->d_model());
  AttentionKernel kernel = TrainingKernel(attention, PositionDemands(), {load.len, float32});
  // Our own kernel takes as many keys as queries.
  if (kernel == AttentionKernel::kCpu && load.len != load.memory_len) kernel = AttentionKernel::kFused;
  const double self = ElementsForBackward(attention, shape, kernel, {load.memory_len, /*rotates=*/false}).kept;
  const double sublayers = load.stack->has_parallel() ? 1 : 2;
  const double len = static_cast<double>(load.len), memory_len = static_cast<double>(load.memory_len);
  return len * (self + ResidualWidths(*load.stack) / sublayers * load.stack->d_model()) +
         (memory_len - len) * static_cast<double>(shape.key_width() + shape.value_width());
}

RowElements ElementsOf(const StackLoad& load, const config::Training& training) {
  const config::Stack& stack = *load.stack;
  const double len = static_cast<double>(load.len), d_model = stack.d_model();
  const AttentionElements attention = AttentionElementsOf(stack, load.len, load.kernel);
  const bool float32 = training.precision().variant_case() == config::Precision::kFloat32;
  const double block = len * BlockElements(stack, attention) + CrossAttentionElements(load, float32);
  // With checkpoints a block keeps its input, and the rest of one block is there while it runs again.
  const bool checkpoints = training.activation_checkpointing();
  RowElements elements;
  elements.kept = stack.num_layers() * (checkpoints ? len * d_model : block) + len * NormWidths(stack.norm()) * d_model;
  if (stack.has_embedding_norm()) elements.kept += len * NormWidths(stack.embedding_norm().norm()) * d_model;
  elements.passing = len * PassingElements(stack, attention) + (checkpoints ? block : 0);
  return elements;
}

// The stacks of a model in the order of the forward pass; the last one is the first that the backward pass goes
// through. kernel: of the last one.
std::vector<StackLoad> LoadsOf(const config::Trial& trial, const TaskShape& shape, AttentionKernel kernel) {
  const config::Model& model = trial.model();
  const bool float32 = trial.training().precision().variant_case() == config::Precision::kFloat32;
  if (!model.has_encoder()) return {{&model.decoder(), shape.seq_len, 0, kernel}};
  const bool reads_patches = model.input().has_patches();
  const int64_t num_patches =
      reads_patches ? PatchShapeOf(model.input().patches(), shape.image_size, shape.image_channels).seq_len() : 0;
  if (!model.has_decoder()) return {{&model.encoder(), reads_patches ? num_patches : shape.seq_len, 0, kernel}};
  const bool same_scheme = model.encoder().position().scheme_case() == model.decoder().position().scheme_case();
  const AttentionKernel encoder_kernel =
      kernel == AttentionKernel::kComposed && same_scheme
          ? kernel
          : TrainingKernel(model.encoder().attention(), PositionDemands(), {shape.source_len, float32});
  return {{&model.encoder(), shape.source_len, 0, encoder_kernel},
          {&model.decoder(), shape.seq_len, shape.source_len, kernel}};
}

// What the input and the output of a model keep beside its stacks.
double EndElements(const config::Trial& trial, const TaskShape& shape, const StackLoad& last) {
  const config::Model& model = trial.model();
  const double len = static_cast<double>(last.len), d_model = last.stack->d_model();
  double elements = 0;
  if (model.input().has_patches()) {
    const PatchShape patches = PatchShapeOf(model.input().patches(), shape.image_size, shape.image_channels);
    elements += len * static_cast<double>(patches.pixels_per_patch());
  }
  // A linear map, GELU before and after, a norm.
  if (model.head().has_masked_tokens()) elements += len * (2 + NormWidths(last.stack->norm())) * d_model;
  return elements;
}

double ActivationBytes(const config::Trial& trial, const TaskShape& shape, AttentionKernel kernel) {
  const double bytes = BytesOf(trial.training().precision()).activation;
  const double rows = static_cast<double>(trial.training().batch_size()) / trial.training().accumulation_steps();
  const std::vector<StackLoad> loads = LoadsOf(trial, shape, kernel);
  double kept = EndElements(trial, shape, loads.back()), passing = 0;
  for (const StackLoad& load : loads) {
    const RowElements elements = ElementsOf(load, trial.training());
    kept += elements.kept;
    passing = elements.passing;  // of the last: what it kept is free when the backward pass reaches the one before
  }
  // The loss is computed in float32 at least: log-probabilities, their gradient and that of the logits stand side by
  // side, and are gone when the backward pass reaches the blocks.
  const double num_logits = shape.num_classes > 0 ? static_cast<double>(shape.num_classes)
                                                  : static_cast<double>(loads.back().len * shape.vocab_size);
  const double loss_bytes = 3 * std::max(bytes, 4.0) * num_logits;
  return rows * (kept * bytes + std::max(loss_bytes, passing * bytes));
}

}  // namespace

MemoryForecast ForecastMemory(const config::Trial& trial, const TaskShape& context, int64_t num_parameters,
                              AttentionKernel kernel) {
  const ElementBytes bytes = BytesOf(trial.training().precision());
  const double count = static_cast<double>(num_parameters);
  MemoryForecast forecast;
  forecast.parameter_bytes = count * bytes.activation + (bytes.activation < bytes.update ? count * bytes.update : 0);
  forecast.gradient_bytes = count * bytes.update;
  forecast.moment_bytes = StateCopies(trial.training()) * count * bytes.update;
  forecast.activation_bytes = ActivationBytes(trial, context, kernel);
  return forecast;
}

}  // namespace ceteris
