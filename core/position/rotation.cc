#include "core/position/rotation.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/empty.h>
#include <c10/util/BFloat16.h>
#include <c10/util/Exception.h>
#include <torch/csrc/autograd/custom_function.h>

#include <vector>

namespace ceteris {
namespace {

// One head of one token. sine carries the direction.
template <typename T, typename Arithmetic>
void RotateHead(const T* __restrict in, const Arithmetic* __restrict cosine, const Arithmetic* __restrict sine,
                T* __restrict out, int64_t half) {
  for (int64_t i = 0; i < half; ++i) {
    const auto x = static_cast<Arithmetic>(in[i]), y = static_cast<Arithmetic>(in[i + half]);
    out[i] = static_cast<T>(x * cosine[i] - y * sine[i]);
    out[i + half] = static_cast<T>(y * cosine[i] + x * sine[i]);
  }
}

// direction: 1 turns by the angle, -1 back. heads have stride 1 in the last dimension.
template <typename T, typename Arithmetic>
void RotateOnCpu(const at::Tensor& heads, const at::Tensor& turns, double direction, const at::Tensor& out) {
  const int64_t len = heads.size(2), num_heads = heads.size(1), half = heads.size(3) / 2;
  const int64_t in_batch = heads.stride(0), in_head = heads.stride(1), in_token = heads.stride(2);
  const T* const in = heads.const_data_ptr<T>();
  T* rotated = out.mutable_data_ptr<T>();  // filled from the first to the last element
  std::vector<Arithmetic> sine(half);
  for (int64_t b = 0; b < heads.size(0); ++b) {
    const Arithmetic* turn = turns.const_data_ptr<Arithmetic>() + (turns.size(0) == 1 ? 0 : b * len * 2 * half);
    for (int64_t t = 0; t < len; ++t, turn += 2 * half) {
      for (int64_t i = 0; i < half; ++i) sine[i] = static_cast<Arithmetic>(direction) * turn[half + i];
      for (int64_t h = 0; h < num_heads; ++h, rotated += 2 * half) {
        RotateHead(in + b * in_batch + h * in_head + t * in_token, turn, sine.data(), rotated, half);
      }
    }
  }
}

at::Tensor RotateOnCpu(const at::Tensor& heads, const at::Tensor& turns, double direction) {
  const at::Tensor in = heads.stride(3) == 1 ? heads : heads.contiguous(), table = turns.contiguous();
  // Tokens outside heads, as the projections that made `heads` lie in memory and as attention likes them.
  const at::Tensor out = at::empty({in.size(0), in.size(2), in.size(1), in.size(3)}, in.options());
  switch (in.scalar_type()) {
    case at::kFloat:
      RotateOnCpu<float, float>(in, table, direction, out);
      break;
    case at::kDouble:
      RotateOnCpu<double, double>(in, table, direction, out);
      break;
    case at::kBFloat16:
      RotateOnCpu<at::BFloat16, float>(in, table, direction, out);
      break;
    default:
      TORCH_CHECK(false, "rotation takes float32, float64 or bfloat16, not ", in.scalar_type());
  }
  return out.transpose(1, 2);  // [batch, num_heads, len, head_dim]
}

struct Rotation : torch::autograd::Function<Rotation> {
  using Context = torch::autograd::AutogradContext;

  static at::Tensor forward(Context* context, const at::Tensor& heads, const at::Tensor& turns, double direction) {
    context->save_for_backward({turns});
    context->saved_data["direction"] = direction;
    return heads.is_cpu() ? RotateOnCpu(heads, turns, direction) : RotateByOperators(heads, turns, direction);
  }

  static torch::autograd::variable_list backward(Context* context, const torch::autograd::variable_list& gradients) {
    const double direction = context->saved_data["direction"].toDouble();
    return {apply(gradients[0], context->get_saved_variables()[0], -direction), at::Tensor(), at::Tensor()};
  }
};

}  // namespace

at::Tensor RotateByOperators(const at::Tensor& heads, const at::Tensor& turns, double direction) {
  const int64_t half = heads.size(3) / 2;
  const at::Tensor wide = heads.to(turns.scalar_type()), x = wide.narrow(3, 0, half), y = wide.narrow(3, half, half);
  const at::Tensor cosine = turns.narrow(2, 0, half).unsqueeze(1);  // [1 | batch, 1, len, head_dim / 2]
  const at::Tensor sine = turns.narrow(2, half, half).unsqueeze(1) * direction;
  return at::cat({x * cosine - y * sine, y * cosine + x * sine}, 3).to(heads.scalar_type());
}

at::Tensor RotatePairs(const at::Tensor& heads, const at::Tensor& turns) {
  TORCH_CHECK(heads.dim() == 4 && heads.size(3) % 2 == 0,
              "heads are [batch, num_heads, len, head_dim] with an even head_dim, not ", heads.sizes());
  const bool fits = turns.dim() == 3 && (turns.size(0) == 1 || turns.size(0) == heads.size(0)) &&
                    turns.size(1) == heads.size(2) && turns.size(2) == heads.size(3) &&
                    turns.scalar_type() == (heads.scalar_type() == at::kDouble ? at::kDouble : at::kFloat);
  TORCH_CHECK(fits, "turns ", turns.sizes(), " ", turns.scalar_type(), " do not fit heads ", heads.sizes(), " ",
              heads.scalar_type());
  return Rotation::apply(heads, turns, 1.0);
}

}  // namespace ceteris
