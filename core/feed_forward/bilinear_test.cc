#include "core/feed_forward/bilinear.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/linear.h>

#include <functional>

#include "core/testing/named_noise.h"
#include "core/testing/tensor_matchers.h"
#include "gtest/gtest.h"

namespace ceteris {
namespace {

class BilinearTest : public testing::Test {
 protected:
  BilinearTest() { AddNamedNoise(parameters_, 0.5); }
  at::Tensor Named(const std::string& name) const {
    for (const NamedTensor& named : parameters_.NamedTensors()) {
      if (named.name == "feed_forward." + name) return named.tensor;
    }
    return {};
  }
  static at::Tensor Each(const at::Tensor& x, const std::function<double(double)>& f) {
    const at::Tensor y = x.clone();
    for (int64_t i = 0; i < y.numel(); ++i) y.data_ptr<double>()[i] = f(y.data_ptr<double>()[i]);
    return y;
  }

  ParameterSet parameters_;
  Bilinear layer_{config::FeedForward(),
                  5,
                  {Normal(0.5), Normal(0.5)},
                  Scope(&parameters_, 1, at::TensorOptions().dtype(at::kDouble)).Child("feed_forward")};
  at::Tensor x_ = NamedNoise("x", {3, 4, 5}, at::kDouble, 2);
};

// (x W * x V) W2, in a loop.
TEST_F(BilinearTest, IsThePapersEquation) {
  const at::Tensor gate = at::linear(x_, Named("gate.weight"), Named("gate.bias")),
                   inner = at::linear(x_, Named("inner.weight"), Named("inner.bias"));
  const at::Tensor hidden = Each(gate, [](double z) { return z; }) * inner;
  const at::Tensor y = at::linear(hidden, Named("outer.weight"), Named("outer.bias"));
  EXPECT_TRUE(TensorsNear(layer_.Forward(x_, {}), y, 1e-12));
}

}  // namespace
}  // namespace ceteris
