#include "models/weights/trial_weights.h"

#include <ATen/ops/equal.h>
#include <ATen/ops/zeros.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "core/tensor/initializer.h"
#include "core/tensor/scope.h"
#include "models/weights/safetensors.h"

namespace ceteris {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::string Temporary(const std::string& name) { return absl::StrCat(testing::TempDir(), "/", name); }

// A packed matrix and a vector, which is all that a ParameterSet can hold.
ParameterSet TwoTensors(uint64_t seed, at::ScalarType dtype = at::kFloat) {
  ParameterSet parameters;
  const Scope scope(&parameters, seed, at::TensorOptions().dtype(dtype));
  const Normal normal(0.5);
  scope.PackedParameter("packed.weight", {{"query.weight", 2, &normal}, {"key.weight", 1, &normal}}, 3);
  scope.Parameter("gain", {3}, normal, WeightDecay::kNoDecay);
  return parameters;
}

TEST(TrialWeightsTest, APackedTensorIsStoredAsTheTensorsItStandsFor) {
  const std::string path = Temporary("packed.safetensors");
  const ParameterSet parameters = TwoTensors(1);
  ASSERT_TRUE(SaveWeights(parameters, path).ok());
  const SafetensorsFile file = ReadSafetensors(path).value();
  std::vector<std::string> names;
  for (const NamedTensor& named : file.tensors) names.push_back(named.name);
  EXPECT_THAT(names, ElementsAre("gain", "key.weight", "query.weight"));
  const at::Tensor packed = parameters.FindOne("packed.weight")->tensor;
  EXPECT_TRUE(at::equal(file.tensors[1].tensor, packed.narrow(0, 2, 1)));
  EXPECT_TRUE(at::equal(file.tensors[2].tensor, packed.narrow(0, 0, 2)));
}

TEST(TrialWeightsTest, WhatIsSavedIsLoadedBitForBit) {
  const std::string path = Temporary("saved.safetensors");
  const ParameterSet saved = TwoTensors(1);
  ASSERT_TRUE(SaveWeights(saved, path).ok());
  ParameterSet loaded = TwoTensors(2);
  ASSERT_FALSE(at::equal(loaded.parameters()[0].tensor, saved.parameters()[0].tensor));
  ASSERT_TRUE(LoadWeights(path, &loaded).ok());
  for (size_t i = 0; i < saved.parameters().size(); ++i) {
    EXPECT_TRUE(at::equal(loaded.parameters()[i].tensor, saved.parameters()[i].tensor));
    EXPECT_TRUE(loaded.parameters()[i].tensor.requires_grad());
  }
}

TEST(TrialWeightsTest, DoublesTakeStoredFloatsExactly) {
  const std::string path = Temporary("widened.safetensors");
  ASSERT_TRUE(SaveWeights(TwoTensors(1), path).ok());
  ParameterSet loaded = TwoTensors(2, at::kDouble);
  ASSERT_TRUE(LoadWeights(path, &loaded).ok());
  EXPECT_TRUE(at::equal(loaded.parameters()[1].tensor, TwoTensors(1, at::kDouble).parameters()[1].tensor));
}

TEST(TrialWeightsTest, NamesEveryTensorThatDoesNotFitAndChangesNothing) {
  const std::string path = Temporary("misfit.safetensors");
  ASSERT_TRUE(
      WriteSafetensors(
          path, {{"query.weight", at::zeros({3, 2})}, {"gain", at::zeros({3}, at::kLong)}, {"more", at::zeros({4})}})
          .ok());
  ParameterSet parameters = TwoTensors(1);
  const absl::Status status = LoadWeights(path, &parameters);
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(
      status.message(),
      absl::StrCat(path,
                   " does not fit the model: gain is not floating-point; key.weight [1, 3] is missing; query.weight is "
                   "[3, 2], the model has [2, 3]; more [4] is unexpected"));
  EXPECT_TRUE(at::equal(parameters.parameters()[1].tensor, TwoTensors(1).parameters()[1].tensor));
}

TEST(TrialWeightsTest, AMissingFileIsNamed) {
  ParameterSet parameters = TwoTensors(1);
  EXPECT_THAT(LoadWeights("no_such.safetensors", &parameters).message(), HasSubstr("no_such.safetensors"));
}

}  // namespace
}  // namespace ceteris
