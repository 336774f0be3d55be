#include "core/testing/tensor_matchers.h"

#include <c10/util/Exception.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>

namespace ceteris {
namespace {

at::Tensor Widened(const at::Tensor& a) { return a.detach().to(at::kCPU, at::kDouble).contiguous(); }

// "[1, 0, 3]" of element i of a tensor of this shape.
std::string Place(int64_t i, at::IntArrayRef shape) {
  std::string place;
  for (int64_t d = static_cast<int64_t>(shape.size()) - 1; d >= 0; --d) {
    place = std::to_string(i % shape[d]) + (place.empty() ? "" : ", ") + place;
    i /= shape[d];
  }
  return "[" + place + "]";
}

}  // namespace

testing::AssertionResult TensorsNear(const at::Tensor& a, const at::Tensor& b, double tolerance) {
  if (a.sizes() != b.sizes()) return testing::AssertionFailure() << "shapes " << a.sizes() << " and " << b.sizes();
  const at::Tensor wide_a = Widened(a), wide_b = Widened(b);
  const double *x = wide_a.data_ptr<double>(), *y = wide_b.data_ptr<double>();
  for (int64_t i = 0; i < wide_a.numel(); ++i) {
    if (std::abs(x[i] - y[i]) <= tolerance * std::max(1.0, std::abs(y[i]))) continue;
    return testing::AssertionFailure() << Place(i, a.sizes()) << ": " << x[i] << " and " << y[i] << " differ by "
                                       << x[i] - y[i] << "; allowed is " << tolerance;
  }
  return testing::AssertionSuccess();
}

testing::AssertionResult TensorsBitEqual(const at::Tensor& a, const at::Tensor& b) {
  if (a.sizes() != b.sizes()) return testing::AssertionFailure() << "shapes " << a.sizes() << " and " << b.sizes();
  if (a.scalar_type() != b.scalar_type())
    return testing::AssertionFailure() << a.scalar_type() << " and " << b.scalar_type();
  const at::Tensor x = a.detach().to(at::kCPU).contiguous(), y = b.detach().to(at::kCPU).contiguous();
  const size_t bytes = x.element_size();
  for (int64_t i = 0; i < x.numel(); ++i) {
    const char* left = static_cast<const char*>(x.data_ptr()) + i * bytes;
    const char* right = static_cast<const char*>(y.data_ptr()) + i * bytes;
    if (std::memcmp(left, right, bytes) == 0) continue;
    return testing::AssertionFailure() << "bits differ at " << Place(i, a.sizes()) << "; largest difference "
                                       << LargestDifference(a, b);
  }
  return testing::AssertionSuccess();
}

testing::AssertionResult AllFinite(const at::Tensor& a) {
  if (!a.defined()) return testing::AssertionFailure() << "undefined";
  const at::Tensor wide = Widened(a);
  const double* x = wide.data_ptr<double>();
  for (int64_t i = 0; i < wide.numel(); ++i) {
    if (!std::isfinite(x[i])) return testing::AssertionFailure() << x[i] << " at " << Place(i, a.sizes());
  }
  return testing::AssertionSuccess();
}

double LargestDifference(const at::Tensor& a, const at::Tensor& b) {
  TORCH_CHECK(a.sizes() == b.sizes(), "shapes ", a.sizes(), " and ", b.sizes());
  const at::Tensor wide_a = Widened(a), wide_b = Widened(b);
  double largest = 0;
  for (int64_t i = 0; i < wide_a.numel(); ++i) {
    const double difference = std::abs(wide_a.data_ptr<double>()[i] - wide_b.data_ptr<double>()[i]);
    largest = std::isnan(difference) ? std::numeric_limits<double>::infinity() : std::max(largest, difference);
  }
  return largest;
}

}  // namespace ceteris
