#include "core/attention/kernel_cpu.h"

#include <ATen/Parallel.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/zeros.h>
#include <ATen/ops/zeros_like.h>
#include <c10/core/GradMode.h>
#include <torch/csrc/autograd/custom_function.h>

#include <cmath>
#include <limits>
#include <optional>

#include "core/attention/attention_kernel.h"
#include "core/attention/equal_widths.h"
#include "core/tensor/cpu_kernels.h"

namespace ceteris {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

// A [batch, heads, len, head_dim] tensor whose rows are contiguous: one head of it.
HeadRows Head(const at::Tensor& x, int64_t batch, int64_t head) {
  return {x.const_data_ptr<float>() + batch * x.stride(0) + head * x.stride(1), x.stride(2)};
}
MutableHeadRows MutableHead(const at::Tensor& x, int64_t batch, int64_t head) {
  return {x.mutable_data_ptr<float>() + batch * x.stride(0) + head * x.stride(1), x.stride(2)};
}

at::Tensor WithContiguousRows(const at::Tensor& x) { return x.stride(3) == 1 ? x : x.contiguous(); }

// [batch, heads, len, head_dim], laid out as a projection reads and writes it: heads side by side in a row.
at::Tensor EmptyHeads(const at::Tensor& like) {
  return at::empty({like.size(0), like.size(2), like.size(1), like.size(3)}, like.options()).transpose(1, 2);
}

struct Inputs {
  at::Tensor q, k, v, bias;  // bias: [1 | batch, 1 | heads, len, len] or undefined
  bool causal;
  double scale;

  int64_t batch() const { return q.size(0); }
  int64_t heads() const { return q.size(1); }
  int64_t len() const { return q.size(2); }
  int64_t group() const { return q.size(1) / k.size(1); }  // query heads that share a key head
  int64_t scratch() const { return AttentionScratch(len(), q.size(3)); }
  int64_t square() const { return len() * PaddedKeys(len()); }

  // Elements of a bias, or of its gradient, before those of this head.
  int64_t BiasOffset(int64_t b, int64_t h) const {
    const int64_t row = bias.size(0) == 1 ? 0 : b, column = bias.size(1) == 1 ? 0 : h;
    return (row * bias.size(1) + column) * len() * len();
  }

  AttentionHead At(int64_t b, int64_t h) const {
    AttentionHead head;
    head.len = len();
    head.head_dim = q.size(3);
    head.q = Head(q, b, h);
    head.k = Head(k, b, h / group());
    head.v = Head(v, b, h / group());
    head.scale = static_cast<float>(scale);
    head.causal = causal;
    if (bias.defined()) head.bias = bias.const_data_ptr<float>() + BiasOffset(b, h);
    return head;
  }
};

void BackwardOfHead(const Inputs& in, const at::Tensor& probabilities, const at::Tensor& d_mixed,
                    const variable_list& gradients, int64_t b, int64_t h, float* scratch) {
  AttentionGradients head;
  head.probabilities = probabilities.const_data_ptr<float>() + (b * in.heads() + h) * in.square();
  head.d_mixed = Head(d_mixed, b, h);
  head.q_gradient = MutableHead(gradients[0], b, h);
  head.k_gradient = MutableHead(gradients[1], b, h / in.group());
  head.v_gradient = MutableHead(gradients[2], b, h / in.group());
  head.add_to_k_v = h % in.group() != 0;
  if (gradients[3].defined()) head.d_bias = gradients[3].mutable_data_ptr<float>() + in.BiasOffset(b, h);
  head.scratch = scratch;
  FastestCpuKernels()->attention_backward(in.At(b, h), head);
}

struct CallFacts {
  bool causal;
  double scale;
  bool trains;
};

struct CpuAttention : torch::autograd::Function<CpuAttention> {
  static at::Tensor forward(AutogradContext* ctx, const at::Tensor& q, const at::Tensor& k, const at::Tensor& v,
                            const std::optional<at::Tensor>& bias, const CallFacts& facts) {
    const Inputs in{WithContiguousRows(q), WithContiguousRows(k),
                    WithContiguousRows(v), bias.has_value() ? bias->contiguous() : at::Tensor(),
                    facts.causal,          facts.scale};
    const bool trains = facts.trains;
    const at::Tensor mixed = EmptyHeads(in.q);
    const at::Tensor kept = trains ? at::empty({in.batch() * in.heads() * in.square()}, q.options()) : at::Tensor();
    at::parallel_for(0, in.batch() * in.heads(), 1, [&](int64_t begin, int64_t end) {
      const at::Tensor scratch = at::empty({in.scratch() + in.square()}, in.q.options());
      for (int64_t i = begin; i < end; ++i) {
        const int64_t b = i / in.heads(), h = i % in.heads();
        float* const room = scratch.mutable_data_ptr<float>();
        float* const probabilities = trains ? kept.mutable_data_ptr<float>() + i * in.square() : room + in.scratch();
        FastestCpuKernels()->attention_forward(in.At(b, h), {probabilities, MutableHead(mixed, b, h), room});
      }
    });
    ctx->save_for_backward({in.q, in.k, in.v, in.bias, kept});
    ctx->saved_data["causal"] = facts.causal;
    ctx->saved_data["scale"] = facts.scale;
    ctx->saved_data["trains_bias"] = bias.has_value() && bias->requires_grad();
    return mixed;
  }

  static variable_list backward(AutogradContext* ctx, const variable_list& upstream) {
    const variable_list saved = ctx->get_saved_variables();
    const Inputs in{saved[0],
                    saved[1],
                    saved[2],
                    saved[3],
                    ctx->saved_data["causal"].toBool(),
                    ctx->saved_data["scale"].toDouble()};
    const at::Tensor d_mixed = WithContiguousRows(upstream[0]);
    variable_list gradients = {EmptyHeads(in.q), EmptyHeads(in.k), EmptyHeads(in.v), {}, {}};
    if (ctx->saved_data["trains_bias"].toBool()) gradients[3] = at::zeros_like(in.bias);
    // Heads that add to the same gradient are the work of one thread, in order: equal bits for any number of threads.
    const int64_t kv_heads = in.k.size(1);
    const int64_t shared = gradients[3].defined() && in.bias.size(0) == 1 ? in.batch() : 1;
    at::parallel_for(0, in.batch() * kv_heads / shared, 1, [&](int64_t begin, int64_t end) {
      const at::Tensor scratch = at::empty({in.scratch()}, in.q.options());
      for (int64_t i = begin; i < end; ++i) {
        for (int64_t s = 0; s < shared * in.group(); ++s) {
          const int64_t b = i / kv_heads + s / in.group(), h = i % kv_heads * in.group() + s % in.group();
          BackwardOfHead(in, saved[4], d_mixed, gradients, b, h, scratch.mutable_data_ptr<float>());
        }
      }
    });
    return gradients;
  }
};

// The kernels know one kind of mask: a bias that is -inf where a key is hidden. [1 | batch, 1 | heads, len, len].
at::Tensor BiasOf(const AttentionMask& mask, int64_t len, const at::TensorOptions& options) {
  if (!mask.may_attend.defined()) return mask.score_bias;
  const at::Tensor hidden = mask.may_attend.logical_not();
  const at::Tensor bias = at::zeros({hidden.size(0), hidden.size(1), len, len}, options);
  return bias.masked_fill_(hidden, -std::numeric_limits<double>::infinity());
}

}  // namespace

bool AttentionFitsCpuKernels(const at::Tensor& q, const at::Tensor& k, const AttentionMask& mask) {
  const bool trains = c10::GradMode::is_enabled();
  const at::Tensor& bias = mask.score_bias;
  const bool bias_fits = !bias.defined() || (bias.scalar_type() == at::kFloat && bias.size(1) == q.size(1) &&
                                             bias.size(2) == q.size(2) && bias.size(3) == k.size(2));
  return q.size(2) == k.size(2) && q.size(2) <= (trains ? kLongestTrainedOnCpuKernel : kLongestOnCpuKernel) &&
         q.numel() > 0 && bias_fits && CpuKernelsFor(q) != nullptr;
}

at::Tensor AttendOnCpuKernels(const at::Tensor& q, const at::Tensor& k, const at::Tensor& v, const AttentionMask& mask,
                              double scale) {
  const bool causal = mask.causal || mask.hides_later;
  const at::Tensor bias = BiasOf(mask, q.size(2), q.options().requires_grad(false));
  const double of_products = scale > 0 ? scale : 1.0 / std::sqrt(static_cast<double>(q.size(3)));
  const EqualWidths heads = WithEqualWidths(q, k, v);
  const at::Tensor mixed =
      CpuAttention::apply(heads.q, heads.k, heads.v, bias.defined() ? std::optional<at::Tensor>(bias) : std::nullopt,
                          CallFacts{causal, of_products, c10::GradMode::is_enabled()});
  return v.size(3) < mixed.size(3) ? mixed.narrow(3, 0, v.size(3)) : mixed;
}

}  // namespace ceteris
