#include "core/norm/no_norm.h"

#include "core/testing/named_noise.h"
#include "gtest/gtest.h"

namespace ceteris {
namespace {

TEST(NoNormTest, ReturnsWhatItIsGiven) {
  const at::Tensor x = NamedNoise("x", {2, 3, 4}, at::kFloat);
  EXPECT_TRUE(NoNorm().Forward(x).is_same(x));
}

}  // namespace
}  // namespace ceteris
