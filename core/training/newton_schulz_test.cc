#include "core/training/newton_schulz.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/linalg_svdvals.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/stack.h>
#include <ATen/ops/zeros.h>

#include <cmath>
#include <limits>
#include <vector>

#include "core/testing/named_noise.h"
#include "core/testing/tensor_matchers.h"
#include "gtest/gtest.h"

namespace ceteris {
namespace {

using Matrix = std::vector<std::vector<double>>;

Matrix Multiply(const Matrix& a, const Matrix& b) {
  Matrix product(a.size(), std::vector<double>(b[0].size()));
  for (size_t i = 0; i < a.size(); ++i) {
    for (size_t j = 0; j < b[0].size(); ++j) {
      for (size_t k = 0; k < b.size(); ++k) product[i][j] += a[i][k] * b[k][j];
    }
  }
  return product;
}

Matrix Transposed(const Matrix& a) {
  Matrix result(a[0].size(), std::vector<double>(a.size()));
  for (size_t i = 0; i < a.size(); ++i) {
    for (size_t j = 0; j < a[0].size(); ++j) result[j][i] = a[i][j];
  }
  return result;
}

// The published iteration, always as X <- a X + (b A + c A^2) X with A = X X^T: both orientations are the same map.
Matrix Loops(const at::Tensor& g, int steps) {
  Matrix x(static_cast<size_t>(g.size(0)), std::vector<double>(static_cast<size_t>(g.size(1))));
  double squares = 0;
  for (size_t i = 0; i < x.size(); ++i) {
    for (size_t j = 0; j < x[0].size(); ++j) {
      x[i][j] = g[static_cast<int64_t>(i)][static_cast<int64_t>(j)].item<double>();
      squares += x[i][j] * x[i][j];
    }
  }
  for (auto& row : x) {
    for (double& element : row) element /= std::sqrt(squares) + 1e-7;
  }
  for (int step = 0; step < steps; ++step) {
    const Matrix a = Multiply(x, Transposed(x)), ax = Multiply(a, x), aax = Multiply(a, ax);
    for (size_t i = 0; i < x.size(); ++i) {
      for (size_t j = 0; j < x[0].size(); ++j) {
        x[i][j] = 3.4445 * x[i][j] - 4.7750 * ax[i][j] + 2.0315 * aax[i][j];
      }
    }
  }
  return x;
}

TEST(NewtonSchulzTest, IsThePublishedIterationForWideTallAndSquareMatrices) {
  for (const auto& [rows, columns] : std::vector<std::pair<int64_t, int64_t>>{{3, 7}, {7, 3}, {5, 5}, {1, 4}, {4, 1}}) {
    const at::Tensor matrices = NamedNoise("matrices", {2, rows, columns}, at::kDouble);
    for (const int steps : {1, 5}) {
      const at::Tensor result = NewtonSchulz(matrices, steps);
      ASSERT_EQ(result.sizes(), matrices.sizes());
      const at::Tensor in_float = NewtonSchulz(matrices.to(at::kFloat), steps);
      EXPECT_EQ(in_float.scalar_type(), at::kFloat);
      for (int64_t n = 0; n < 2; ++n) {
        const Matrix expected = Loops(matrices[n], steps);
        for (int64_t i = 0; i < rows * columns; ++i) {
          const double number = expected[static_cast<size_t>(i / columns)][static_cast<size_t>(i % columns)];
          EXPECT_NEAR(result[n].flatten()[i].item<double>(), number, 1e-11) << rows << " x " << columns;
          EXPECT_NEAR(in_float[n].flatten()[i].item<double>(), number, 1e-3) << rows << " x " << columns;
        }
      }
    }
  }
}

TEST(NewtonSchulzTest, BringsSingularValuesNearOne) {
  const at::Tensor values = at::linalg_svdvals(NewtonSchulz(NamedNoise("matrices", {4, 12, 40}, at::kDouble), 5));
  EXPECT_GT(values.min().item<double>(), 0.65);
  EXPECT_LT(values.max().item<double>(), 1.25);
}

TEST(NewtonSchulzTest, IsBlindToTheScaleOfItsInput) {
  const at::Tensor matrices = NamedNoise("matrices", {1, 6, 6}, at::kDouble);
  EXPECT_TRUE(TensorsNear(NewtonSchulz(1e-3 * matrices, 5), NewtonSchulz(1e3 * matrices, 5), 1e-3));
}

TEST(NewtonSchulzTest, ZerosStayZerosAndNansStayVisible) {
  const at::Tensor zeros = at::zeros({1, 3, 4}, at::kFloat);
  EXPECT_TRUE(TensorsBitEqual(NewtonSchulz(zeros, 5), zeros));
  at::Tensor bad = NamedNoise("matrices", {1, 3, 4}, at::kFloat);
  bad[0][1][2].fill_(std::numeric_limits<float>::quiet_NaN());
  EXPECT_TRUE(NewtonSchulz(bad, 5).isnan().all().item<bool>());
}

TEST(NewtonSchulzTest, LeavesItsInputAlone) {
  const at::Tensor matrices = NamedNoise("matrices", {2, 5, 3}, at::kFloat), before = matrices.clone();
  NewtonSchulz(matrices, 5);
  EXPECT_TRUE(TensorsBitEqual(matrices, before));
}

}  // namespace
}  // namespace ceteris
