// Assertions about tensors that say where and by how much they fail.
//
// Example:  EXPECT_TRUE(TensorsNear(fused, oracle, 1e-12));     EXPECT_TRUE(TensorsBitEqual(before, after));
#pragma once

#include <ATen/core/Tensor.h>

#include "gtest/gtest.h"

namespace ceteris {

// Same shape and every |a - b| <= tolerance * max(1, |b|). Dtypes may differ: both are widened to float64. NaN is
// near nothing.
testing::AssertionResult TensorsNear(const at::Tensor& a, const at::Tensor& b, double tolerance);

// Same shape, same dtype, same bits: 0.0 and -0.0 differ, a NaN equals itself.
testing::AssertionResult TensorsBitEqual(const at::Tensor& a, const at::Tensor& b);

// Every element is finite; an undefined tensor fails.
testing::AssertionResult AllFinite(const at::Tensor& a);

// The largest |a - b|, shapes being equal (throws c10::Error otherwise); infinity where either has a NaN.
double LargestDifference(const at::Tensor& a, const at::Tensor& b);

}  // namespace ceteris
