#include "core/attention/attention_memory.h"

#include "core/attention/block_layout.h"
#include "core/attention/linear_chunk.h"
#include "core/cpu/attention.h"

namespace ceteris {
namespace {

// Tensors of the size of the scores that the composed kernel keeps.
double ProbabilityCopies(const config::Attention& config) {
  double copies = 1;                          // what softmax gave
  if (config.logit_soft_cap() > 0) ++copies;  // what tanh gave
  // What is mixed: another tensor where some is dropped, or where the column of a sink is cut off.
  if (config.dropout_rate() > 0 || config.has_zero_sink() || config.has_learned_sink()) ++copies;
  return copies;
}

// Widths of queries and keys that a norm of them keeps beside what it reads: its result, and before that what the gain
// multiplies. LibTorch's rms_norm is made of single operators here, and holds a part of one more.
double NormCopies(const config::Attention& config) {
  switch (config.query_key_norm_case()) {  // no default: a forgotten variant does not compile
    case config::Attention::kRmsQueryKeyNorm:
      return 2.5;
    case config::Attention::kLayerQueryKeyNorm:
      return 1;
    case config::Attention::kL2QueryKeyNorm:
      return 1.5;
    case config::Attention::kNoQueryKeyNorm:
    case config::Attention::QUERY_KEY_NORM_NOT_SET:
      break;
  }
  return 0;
}

// Copies of what WithEqualWidths() widens.
double WidenedCopies(const AttentionShape& shape, AttentionKernel kernel) {
  const double heads = static_cast<double>(shape.num_heads), kv_heads = static_cast<double>(shape.num_kv_heads);
  if (shape.value_head_dim > shape.head_dim) return (heads + kv_heads) * static_cast<double>(shape.value_head_dim);
  if (shape.value_head_dim == shape.head_dim) return 0;
  const double mixed = kernel == AttentionKernel::kFused ? heads : 0;  // which the fused kernel keeps as it made it
  return (kv_heads + mixed) * static_cast<double>(shape.head_dim);
}

// Keys and values once per block that reads them, and the mask of each token in the numbers of the kernel; or scores.
void AddBlocks(const config::Attention& config, const AttentionShape& shape, const AttentionInputs& inputs,
               AttentionElements* elements) {
  const BlockLayout layout = LayoutOf(config.sliding_window().window(), inputs.causal, inputs.key_len);
  const double span = static_cast<double>(layout.span()), heads = static_cast<double>(shape.num_heads);
  elements->kept += static_cast<double>((1 + layout.neighbours) * (shape.key_width() + shape.value_width()));
  elements->kept += ChangesSoftmax(config) ? heads * span * ProbabilityCopies(config) : span;
  if (ChangesSoftmax(config)) elements->passing = 2 * heads * span;
}

// Features of queries and keys, values with ones, the sums of weights; with causality weights within a chunk and a
// state per chunk.
void AddLinear(const AttentionShape& shape, const AttentionInputs& inputs, AttentionElements* elements) {
  const double heads = static_cast<double>(shape.num_heads), kv_heads = static_cast<double>(shape.num_kv_heads);
  const double channels = static_cast<double>(shape.value_head_dim + 1), chunk = static_cast<double>(kLinearChunk);
  elements->kept += static_cast<double>(shape.query_width() + shape.key_width()) + (kv_heads + heads) * channels;
  if (inputs.causal)
    elements->kept += heads * chunk + kv_heads * static_cast<double>(shape.head_dim) * channels / chunk;
  elements->passing = heads * (chunk + channels);
}

}  // namespace

AttentionElements ElementsForBackward(const config::Attention& config, const AttentionShape& shape,
                                      AttentionKernel kernel, const AttentionInputs& inputs) {
  const double heads = static_cast<double>(shape.num_heads), key_len = static_cast<double>(inputs.key_len);
  const double widths = static_cast<double>(shape.query_width() + shape.key_width());
  AttentionElements elements;
  elements.kept = widths * (1 + NormCopies(config)) + static_cast<double>(shape.value_width() + shape.mixed_width());
  const double turned = inputs.rotates ? widths : 0;
  switch (kernel) {  // no default: a forgotten kernel does not compile
    case AttentionKernel::kFused:
      elements.kept += turned + WidenedCopies(shape, kernel);
      break;
    case AttentionKernel::kCpu:
      elements.kept += turned + WidenedCopies(shape, kernel) + heads * static_cast<double>(PaddedKeys(inputs.key_len));
      break;
    case AttentionKernel::kComposed:
      elements.kept += heads * key_len * ProbabilityCopies(config);
      elements.passing = 2 * heads * key_len;
      break;
    case AttentionKernel::kBlocked:
      AddBlocks(config, shape, inputs, &elements);
      break;
    case AttentionKernel::kLinear:
      AddLinear(shape, inputs, &elements);
      break;
  }
  return elements;
}

}  // namespace ceteris
