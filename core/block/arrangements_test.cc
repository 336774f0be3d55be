// Each arrangement against its equation, with sublayers that are easy to follow.
#include <ATen/TensorOperators.h>

#include <memory>
#include <set>
#include <string>

#include "core/block/parallel.h"
#include "core/block/sequential.h"
#include "core/norm/norm_factory.h"
#include "core/testing/named_noise.h"
#include "core/testing/tensor_matchers.h"
#include "gtest/gtest.h"

namespace ceteris {
namespace {

at::Tensor Attend(const at::Tensor& z) { return z.sin() * 2; }
at::Tensor AttendToMemory(const at::Tensor& z) { return z * z; }
at::Tensor FeedForward(const at::Tensor& z) { return z.cos() + 1; }

class ArrangementsTest : public testing::Test {
 protected:
  ArrangementsTest() {
    config_.set_d_model(6);
    config_.mutable_norm()->mutable_rms_norm();
    config_.mutable_pre_norm();
  }
  Scope Block() { return Scope(&parameters_, 1, at::TensorOptions().dtype(at::kDouble)).Child("decoder").Child(3); }
  // The norm "decoder.3.<name>" of a stack whose parameters have noise.
  at::Tensor Norm(const std::string& name, const at::Tensor& x) const {
    ParameterSet own;
    const auto norm =
        BuildNorm(config_.norm(), 6,
                  Scope(&own, 1, at::TensorOptions().dtype(at::kDouble)).Child("decoder").Child(3).Child(name));
    AddNamedNoise(own, 0.3);
    return norm->Forward(x);
  }
  at::Tensor Apply(const Arrangement& arrangement, bool has_memory) const {
    const Residual::Sublayer cross(AttendToMemory);
    return arrangement.Apply(x_, {Attend, has_memory ? &cross : nullptr, FeedForward}, {});
  }
  std::set<std::string> Names() const {
    std::set<std::string> names;
    for (const Parameter& parameter : parameters_.parameters()) names.insert(parameter.name);
    return names;
  }

  config::Stack config_;
  ParameterSet parameters_;
  at::Tensor x_ = NamedNoise("x", {2, 3, 6}, at::kDouble);
};

TEST_F(ArrangementsTest, SequentialReadsWhatTheLastSublayerLeft) {
  for (const bool has_memory : {false, true}) {
    parameters_ = ParameterSet();
    const Sequential sequential(config_, has_memory, Block());
    AddNamedNoise(parameters_, 0.3);
    at::Tensor y = x_ + Attend(Norm("attention.norm", x_));
    if (has_memory) y = y + AttendToMemory(Norm("cross_attention.norm", y));
    y = y + FeedForward(Norm("feed_forward.norm", y));
    EXPECT_TRUE(TensorsNear(Apply(sequential, has_memory), y, 1e-13)) << has_memory;
    EXPECT_TRUE(sequential.needs_final_norm());
  }
  EXPECT_EQ(Names(), (std::set<std::string>{"decoder.3.attention.norm.weight", "decoder.3.cross_attention.norm.weight",
                                            "decoder.3.feed_forward.norm.weight"}));
}

TEST_F(ArrangementsTest, ParallelAddsWhatAllSublayersReadFromOneNorm) {
  for (const bool has_memory : {false, true}) {
    parameters_ = ParameterSet();
    const Parallel parallel(config_, Block());
    AddNamedNoise(parameters_, 0.3);
    const at::Tensor z = Norm("norm", x_);
    at::Tensor y = x_ + Attend(z) + FeedForward(z);
    if (has_memory) y = y + AttendToMemory(z);
    EXPECT_TRUE(TensorsNear(Apply(parallel, has_memory), y, 1e-13)) << has_memory;
    EXPECT_TRUE(parallel.needs_final_norm());
  }
  EXPECT_EQ(Names(), (std::set<std::string>{"decoder.3.norm.weight"}));
}

TEST_F(ArrangementsTest, PostNormNormalisesAParallelBlockOnce) {
  config_.mutable_post_norm();
  const Parallel parallel(config_, Block());
  AddNamedNoise(parameters_, 0.3);
  EXPECT_TRUE(TensorsNear(Apply(parallel, false), Norm("norm", x_ + Attend(x_) + FeedForward(x_)), 1e-13));
  EXPECT_FALSE(parallel.needs_final_norm());
}

}  // namespace
}  // namespace ceteris
