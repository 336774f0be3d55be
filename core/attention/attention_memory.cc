#include "core/attention/attention_memory.h"

#include "core/cpu/attention.h"

namespace ceteris {

AttentionElements ElementsForBackward(const config::Attention& config, const AttentionShape& shape,
                                      AttentionKernel kernel, const AttentionInputs& inputs) {
  const double heads = static_cast<double>(shape.num_heads), key_len = static_cast<double>(inputs.key_len);
  const double widths = static_cast<double>(shape.query_width() + shape.kv_width());
  AttentionElements elements{2 * widths, 0};
  const double turned = inputs.rotates ? widths : 0;
  switch (kernel) {  // no default: a forgotten kernel does not compile
    case AttentionKernel::kFused:
      elements.kept += turned;
      break;
    case AttentionKernel::kCpu:
      elements.kept += turned + heads * static_cast<double>(PaddedKeys(inputs.key_len));
      break;
    case AttentionKernel::kComposed:
      elements.kept += heads * key_len * (config.dropout_rate() > 0 ? 2 : 1);
      elements.passing = 2 * heads * key_len;
      break;
  }
  return elements;
}

}  // namespace ceteris
