// Training with averaged weights: what is evaluated and kept, and that no step notices.
#include <ATen/Parallel.h>
#include <ATen/TensorOperators.h>
#include <google/protobuf/text_format.h>

#include <map>
#include <string>
#include <vector>

#include "core/testing/tensor_matchers.h"
#include "core/training/bigram_model.h"
#include "core/training/precision.h"
#include "core/training/train.h"
#include "gtest/gtest.h"

namespace ceteris {
namespace {

using Weights = std::vector<at::Tensor>;  // copies, in the order of their names

// A model that is trained for nine steps, and what its parameters were when it was evaluated.
struct Trial {
  explicit Trial(const std::string& fields)
      : training(Config(fields)),
        model(0.1, Scope(&parameters, 1, at::TensorOptions().dtype(FromPrecision(training.precision())))),
        batches(1, 4) {
    at::set_num_threads(1);
    hooks.on_metrics = [this](const StepMetrics& step) {
      losses.push_back(step.loss);
      return Verdict::kContinue;
    };
    hooks.on_evaluate = [this](int64_t step) {
      evaluated[step] = Copies();
      return Verdict::kContinue;
    };
  }

  static config::Training Config(const std::string& fields) {
    config::Training training, change;
    EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(
        "num_steps: 9 batch_size: 4 learning_rate: 0.05 evaluate_every: 1 log_every: 1 optimizer { adamw {} } "
        "schedule { constant {} } precision { float64 {} }",
        &training));
    EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(fields, &change)) << fields;
    training.MergeFrom(change);
    return training;
  }

  Weights Copies() const {
    Weights copies;
    for (const Parameter& parameter : parameters.parameters()) copies.push_back(parameter.tensor.detach().clone());
    return copies;
  }

  TrainingResult Train() { return ceteris::Train(training, model.loss(), parameters, batches, at::kCPU, hooks); }

  config::Training training;
  ParameterSet parameters;
  BigramModel model;
  BigramBatches batches;
  TrainingHooks hooks;
  std::vector<double> losses;
  std::map<int64_t, Weights> evaluated;
};

void ExpectNear(const Weights& a, const Weights& b, double tolerance) {
  ASSERT_EQ(a.size(), b.size());
  for (size_t i = 0; i < a.size(); ++i) EXPECT_TRUE(TensorsNear(a[i], b[i], tolerance)) << i;
}

const char* const kExponential = "averaging { exponential_average { decay: 0.6 } } ";
const char* const kCheckpoints = "averaging { checkpoint_average { count: 3 every_steps: 2 } } ";

TEST(TrainAveragingTest, NoStepNoticesBitForBit) {
  for (const std::string precision : {"precision { float32 {} }", "precision { bfloat16 {} }"}) {
    Trial plain(precision);
    plain.Train();
    for (const std::string averaging : {kExponential, kCheckpoints}) {
      Trial averaged(averaging + precision);
      averaged.Train();
      EXPECT_EQ(averaged.losses, plain.losses) << averaging << precision;
      EXPECT_GT(LargestDifference(averaged.Copies()[0], plain.Copies()[0]), 1e-4) << averaging << precision;
    }
  }
}

TEST(TrainAveragingTest, EvaluationsSeeTheExponentialAverage) {
  Trial plain(""), averaged(kExponential);
  plain.Train();
  averaged.Train();
  Weights expected = plain.evaluated.at(1);
  for (int64_t step = 1; step <= 9; ++step) {
    for (size_t i = 0; i < expected.size() && step > 1; ++i) {
      expected[i] = 0.6 * expected[i] + 0.4 * plain.evaluated.at(step)[i];
    }
    ExpectNear(averaged.evaluated.at(step), expected, 1e-14);
  }
  ExpectNear(averaged.Copies(), expected, 1e-14);  // and they stay when training has finished
}

TEST(TrainAveragingTest, EvaluationsSeeTheMeanOfTheLastCheckpoints) {
  Trial plain(""), averaged(kCheckpoints);
  plain.Train();
  averaged.Train();
  const auto mean = [&](const std::vector<int64_t>& steps) {
    Weights sum = plain.evaluated.at(steps[0]);
    for (size_t taken = 1; taken < steps.size(); ++taken) {
      for (size_t i = 0; i < sum.size(); ++i) sum[i] = sum[i] + plain.evaluated.at(steps[taken])[i];
    }
    for (at::Tensor& tensor : sum) tensor = tensor / static_cast<double>(steps.size());
    return sum;
  };
  ExpectNear(averaged.evaluated.at(1), plain.evaluated.at(1), 0);
  ExpectNear(averaged.evaluated.at(5), mean({2, 4}), 1e-14);
  ExpectNear(averaged.evaluated.at(7), mean({2, 4, 6}), 1e-14);
  ExpectNear(averaged.Copies(), mean({4, 6, 8}), 1e-14);
}

TEST(TrainAveragingTest, HowOftenItIsEvaluatedChangesNothing) {
  for (const std::string averaging : {kExponential, kCheckpoints}) {
    Trial often(averaging), once(averaging + "evaluate_every: 0"), unwatched(averaging);
    unwatched.hooks = TrainingHooks();
    for (Trial* trial : {&often, &once, &unwatched}) trial->Train();
    ExpectNear(often.Copies(), once.Copies(), 0);
    ExpectNear(often.Copies(), unwatched.Copies(), 0);
  }
}

TEST(TrainAveragingTest, WhoStopsEarlyFindsTheTrainedWeights) {
  Trial plain(""), averaged(kExponential);
  plain.Train();
  averaged.hooks.on_evaluate = [](int64_t step) { return step == 4 ? Verdict::kStop : Verdict::kContinue; };
  EXPECT_EQ(averaged.Train().end, TrainingEnd::kStopped);
  ExpectNear(averaged.Copies(), plain.evaluated.at(4), 0);
}

}  // namespace
}  // namespace ceteris
