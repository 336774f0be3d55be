#include "core/tensor/linear_products.h"

#include <ATen/Parallel.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/zeros.h>

#include <algorithm>

#include "core/tensor/cpu_kernels.h"

namespace ceteris {
namespace {

// A weight of 512 kB fits the second-level cache of today's processors beside what streams through.
constexpr int64_t kLargestWeight = 131072;
constexpr int64_t kLargestInner = 1024;
// Rows per unit of work: a multiple of the tile's 6, and few enough that they stay in the cache for what follows.
constexpr int64_t kRowBlock = 96;
// Rows of x that a weight's gradient sums over at a time. Each time costs reading and writing the tile once: blocks of
// 64 reach 100 GFLOP/s where blocks of 512 reach 115, although they leave the first-level cache.
constexpr int64_t kSumBlock = 512;

at::Tensor Buffer(int64_t size) { return at::empty({size}, at::TensorOptions().dtype(at::kFloat)); }

void ForRowBlocks(int64_t rows, const std::function<void(int64_t, int64_t)>& work) {
  at::parallel_for(0, (rows + kRowBlock - 1) / kRowBlock, 1, [&](int64_t first, int64_t last) {
    for (int64_t block = first; block < last; ++block) {
      work(block * kRowBlock, std::min(rows, (block + 1) * kRowBlock));
    }
  });
}

// The rows [begin, end) of c = a b, b packed: a [rows, inner], c [rows, columns].
MatrixProduct Rows(const at::Tensor& a, const at::Tensor& packed, const at::Tensor& c, int64_t begin, int64_t end) {
  MatrixProduct product;
  product.rows = end - begin;
  product.inner = product.a_row = a.size(1);
  product.columns = product.c_row = c.size(1);
  product.a = a.const_data_ptr<float>() + begin * product.a_row;
  product.b = packed.const_data_ptr<float>();
  product.b_row = kStrip;
  product.b_strip = kStrip * product.inner;
  product.c = c.mutable_data_ptr<float>() + begin * product.c_row;
  return product;
}

}  // namespace

const CpuKernels* CpuKernelsForLinear(const at::Tensor& x, const at::Tensor& weight) {
  const bool fits = weight.dim() == 2 && weight.numel() <= kLargestWeight && weight.numel() > 0 &&
                    weight.size(0) <= kLargestInner && weight.size(1) <= kLargestInner && weight.is_contiguous() &&
                    weight.scalar_type() == at::kFloat && weight.is_cpu();
  return fits && x.dim() > 0 && x.size(-1) == weight.size(1) && x.numel() > 0 ? CpuKernelsFor(x) : nullptr;
}

void LinearForward(const CpuKernels& kernels, const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias,
                   const at::Tensor& y, const RowWork& after) {
  const int64_t out = weight.size(0), in = weight.size(1);
  const at::Tensor packed = Buffer(PackedSize(in, out));
  kernels.pack_columns(weight.const_data_ptr<float>(), in, out, packed.mutable_data_ptr<float>());
  ForRowBlocks(x.size(0), [&](int64_t begin, int64_t end) {
    MatrixProduct product = Rows(x, packed, y, begin, end);
    if (bias.defined()) product.bias = bias.const_data_ptr<float>();
    kernels.multiply(product);
    if (after) after(begin, end);
  });
}

void LinearInputGradient(const CpuKernels& kernels, const at::Tensor& d_y, const at::Tensor& weight,
                         const at::Tensor& d_x, const RowWork& before) {
  const int64_t out = weight.size(0), in = weight.size(1);
  const at::Tensor packed = Buffer(PackedSize(out, in));
  kernels.pack_rows(weight.const_data_ptr<float>(), out, in, packed.mutable_data_ptr<float>());
  ForRowBlocks(d_y.size(0), [&](int64_t begin, int64_t end) {
    if (before) before(begin, end);
    kernels.multiply(Rows(d_y, packed, d_x, begin, end));
  });
}

LinearGradients LinearParameterGradients(const CpuKernels& kernels, const at::Tensor& d_y, const at::Tensor& x,
                                         bool has_bias) {
  const int64_t rows = x.size(0), out = d_y.size(1), in = x.size(1);
  LinearGradients gradients{at::empty({out, in}, x.options())};
  if (has_bias) gradients.bias = at::zeros({out}, x.options());
  const bool padded = in % 16 != 0;  // rows of x may then not be read as whole vectors
  const at::Tensor packed = Buffer(padded ? PackedSize(kSumBlock, in) : 0);
  for (int64_t row = 0; row < rows; row += kSumBlock) {
    MatrixProduct product;
    product.inner = std::min(kSumBlock, rows - row);
    product.columns = product.c_row = product.addend_row = in;
    product.a_row = 1;  // d_y^T
    product.a_column = out;
    product.b = x.const_data_ptr<float>() + row * in;
    product.b_row = in;
    if (padded) {
      kernels.pack_rows(product.b, product.inner, in, packed.mutable_data_ptr<float>());
      product.b = packed.const_data_ptr<float>();
      product.b_row = kStrip;
      product.b_strip = kStrip * product.inner;
    }
    ForRowBlocks(out, [&](int64_t begin, int64_t end) {
      MatrixProduct part = product;
      part.rows = end - begin;
      part.a = d_y.const_data_ptr<float>() + row * out + begin;
      part.c = gradients.weight.mutable_data_ptr<float>() + begin * in;
      if (row > 0) part.addend = part.c;
      kernels.multiply(part);
      if (has_bias) {
        kernels.add_rows({product.inner, end - begin, part.a, out, gradients.bias.mutable_data_ptr<float>() + begin});
      }
    });
  }
  return gradients;
}

}  // namespace ceteris
