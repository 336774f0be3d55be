#include "core/attention/attention_kernel.h"

#include "core/attention/attention_memory.h"
#include "core/cpu/kernels.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"

namespace ceteris {
namespace {

config::Attention Parse(const std::string& text) {
  config::Attention config;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &config)) << text;
  return config;
}

constexpr AttentionCall kShort{64, true}, kLong{1024, true}, kOther{64, false};

std::string Kernel(const std::string& text, const AttentionCall& call, const PositionDemands& position = {}) {
  return AttentionKernelName(TrainingKernel(Parse(text), position, call));
}

TEST(AttentionKernelTest, OurOwnKernelTakesShortFloat32OnACpu) {
  const std::string cpu = FastestCpuKernels() == nullptr ? "fused" : "cpu";
  EXPECT_EQ(Kernel("", kShort), cpu);
  EXPECT_EQ(Kernel("", {256, true}), cpu);
  EXPECT_EQ(Kernel("", {257, true}), "fused");
  EXPECT_EQ(Kernel("", kOther), "fused");
  EXPECT_EQ(Kernel("kernel: FUSED", kShort), "fused");
  EXPECT_EQ(Kernel("kernel: COMPOSED", kShort), "composed");
}

TEST(AttentionKernelTest, TheComposedOneTakesWhatTheFusedOneCannot) {
  for (const AttentionCall& call : {kShort, kLong, kOther}) {
    for (const std::string text : {"dropout_rate: 0.1", "logit_soft_cap: 50", "zero_sink {}", "learned_sink {}"})
      EXPECT_EQ(Kernel(text, call), "composed") << text;
    EXPECT_EQ(Kernel("", call, {/*changes_scores=*/true, false}), "composed");
  }
  EXPECT_EQ(Kernel("", kLong, {false, /*trains_bias=*/true}), "composed");
  EXPECT_EQ(Kernel("", kShort, {false, true}), FastestCpuKernels() == nullptr ? "composed" : "cpu");
}

TEST(AttentionKernelTest, LongSequencesWithinAWindowRunInBlocks) {
  const std::string text = "sliding_window { window: 20 }";
  EXPECT_EQ(Kernel(text, {129, false}), "blocked");
  EXPECT_EQ(Kernel(text, {128, false}), "fused") << "two blocks of 64 are the whole";
  EXPECT_EQ(Kernel(text + " logit_soft_cap: 5", {129, false}), "blocked");
  EXPECT_EQ(Kernel(text + " kernel: FUSED", {129, false}), "fused");
  EXPECT_EQ(Kernel("global_local {}", {1000, false}), "fused");
}

TEST(AttentionKernelTest, LinearAttentionIsAKernelOfItsOwn) {
  for (const AttentionCall& call : {kShort, kLong, kOther}) EXPECT_EQ(Kernel("linear_attention {}", call), "linear");
  EXPECT_EQ(Kernel("linear_attention {} kernel: COMPOSED", kShort), "composed");
}

TEST(AttentionKernelTest, NamesAndKernelsAreOneToOne) {
  for (const AttentionKernel kernel : {AttentionKernel::kFused, AttentionKernel::kComposed, AttentionKernel::kCpu,
                                       AttentionKernel::kBlocked, AttentionKernel::kLinear})
    EXPECT_EQ(AttentionKernelNamed(AttentionKernelName(kernel)), kernel);
}

// 4 heads of 8, 2 key heads of 8: queries and what is mixed are 32 wide, keys and values 16.
TEST(AttentionMemoryTest, CountsWhatEachKernelKeeps) {
  const config::Attention plain = Parse("num_heads: 4 num_kv_heads: 2"),
                          drops = Parse("num_heads: 4 dropout_rate: 0.1");
  const AttentionShape shape = ShapeOf(plain, 32);
  const auto kept = [&](AttentionKernel kernel, bool rotates) {
    return ElementsForBackward(plain, shape, kernel, {20, rotates}).kept;
  };
  EXPECT_EQ(kept(AttentionKernel::kFused, false), 96);
  EXPECT_EQ(kept(AttentionKernel::kFused, true), 96 + 48);
  EXPECT_EQ(kept(AttentionKernel::kCpu, true), 96 + 48 + 4 * 32);  // 20 keys in whole vectors of 16
  EXPECT_EQ(kept(AttentionKernel::kComposed, false), 96 + 4 * 20);
  // Values of 16: 4 heads are mixed and 2 are values, and 4 queries and 2 keys are widened to 16.
  const config::Attention wide = Parse("num_heads: 4 num_kv_heads: 2 value_head_dim: 16");
  EXPECT_EQ(ElementsForBackward(wide, ShapeOf(wide, 32), AttentionKernel::kFused, {20, false}).kept, 48 + 96 + 96);
  EXPECT_EQ(ElementsForBackward(drops, ShapeOf(drops, 32), AttentionKernel::kComposed, {20, false}).kept,
            128 + 2 * 4 * 20);
}

}  // namespace
}  // namespace ceteris
