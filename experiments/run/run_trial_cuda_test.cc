// A trial on a GPU: the same bits twice, and the numbers of the CPU within rounding. Needs a --config=cuda build and a
// device.
#include <string>

#include "experiments/run/trial_result_for_testing.h"
#include "experiments/spec/resolve.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"

namespace ceteris {
namespace {

config::Trial SmallTrial(const std::string& position, const std::string& precision) {
  config::Trial trial;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(
      "task { language_model { seq_len: 16 num_validation_tokens: 256 } }"
      "model { decoder { num_layers: 2 d_model: 16 dropout_rate: 0.1 attention { num_heads: 2 } position { " +
          position + " {} } } }" + "training { num_steps: 12 batch_size: 4 learning_rate: 0.01 precision { " +
          precision + " {} } }",
      &trial));
  Resolve(&trial);
  return trial;
}

class RunTrialCudaTest : public testing::TestWithParam<std::string> {};

TEST_P(RunTrialCudaTest, TheSameTrialTwiceIsTheSameBits) {
  for (const std::string precision : {"float32", "bfloat16"}) {
    const config::Trial trial = SmallTrial(GetParam(), precision);
    const TrialResult first = RunForTesting(trial, 1, 0, "cuda"), second = RunForTesting(trial, 1, 0, "cuda");
    EXPECT_EQ(first.footer.outcome(), journal::Footer::SUCCEEDED) << first.footer.reason();
    EXPECT_EQ(first.values, second.values) << precision;
    EXPECT_EQ(first.weights_sha256, second.weights_sha256) << precision;
  }
}

TEST_P(RunTrialCudaTest, AgreesWithTheCpu) {
  const config::Trial trial = SmallTrial(GetParam(), "float64");
  const double cpu = RunForTesting(trial).values.at({"valid/loss", 12});
  EXPECT_NEAR(RunForTesting(trial, 1, 0, "cuda").values.at({"valid/loss", 12}), cpu, 1e-9);
}

INSTANTIATE_TEST_SUITE_P(EveryScheme, RunTrialCudaTest,
                         testing::Values("none", "sinusoidal", "learned", "rotary", "alibi", "relative_bias"));

}  // namespace
}  // namespace ceteris
