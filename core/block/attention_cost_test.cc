// What long sequences cost: the memory of a training pass grows with the square of the length under full attention on
// the composed kernel, and with the length where a window or linear attention promises that.
#include <ATen/TensorOperators.h>

#include <string>

#include "core/testing/allocated_bytes.h"
#include "core/testing/named_noise.h"
#include "core/testing/small_stack.h"

namespace ceteris {
namespace {

// Peak of a forward and backward pass over 2,048 tokens as a multiple of that over 1,024.
double Growth(const std::string& attention, bool causal) {
  const BuiltStack built(SmallStack("num_layers: 1 position { none {} } attention { " + attention + " }"),
                         {at::kFloat, causal});
  const auto peak = [&](int64_t len) {
    const at::Tensor x = NamedNoise("x", {1, len, 12}, at::kFloat);
    built.Forward(x).sum().backward();  // masks and gradients that stay are made before
    return static_cast<double>(PeakBytes([&] { built.Forward(x).sum().backward(); }));
  };
  const double shorter = peak(1024);
  return peak(2048) / shorter;
}

TEST(AttentionCostTest, AWindowAndLinearAttentionGrowWithTheLength) {
  for (const bool causal : {true, false}) {
    EXPECT_GT(Growth("kernel: COMPOSED", causal), 3.5);
    EXPECT_LT(Growth("sliding_window { window: 32 }", causal), 2.1);
    EXPECT_LT(Growth("sliding_window { window: 32 } learned_sink {} logit_soft_cap: 9", causal), 2.1);
    EXPECT_LT(Growth("linear_attention {}", causal), 2.1);
  }
}

}  // namespace
}  // namespace ceteris
