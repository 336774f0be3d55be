// Names and initial values of parameters are an interface: weights files, common random numbers between arms and
// resumed trials depend on them. testdata/initial_weights.txt pins both for every tiny model, seed 1, float32.
#include <ATen/ops/equal.h>
#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/string_view.h"
#include "core/base/file.h"
#include "core/base/sha256.h"
#include "core/tensor/scope.h"
#include "models/model_factory.h"
#include "models/testing/tiny_models.h"

namespace ceteris {
namespace {

ParameterSet Build(const TinyModel& tiny, uint64_t seed, at::ScalarType dtype = at::kFloat) {
  ParameterSet parameters;
  EXPECT_TRUE(BuildModel(tiny.config, tiny.context, Scope(&parameters, seed, dtype)).ok()) << tiny.name;
  return parameters;
}

std::string Digest(const at::Tensor& tensor) {
  const at::Tensor values = tensor.contiguous();
  return Sha256Hex(absl::string_view(static_cast<const char*>(values.const_data_ptr()), values.nbytes())).substr(0, 16);
}

TEST(InitialWeightsTest, NamesShapesAndValuesAreThePinnedOnes) {
  std::string text = "# model, parameter, shape, decayed or not, first 16 digits of the SHA-256 of its float32 bytes\n";
  for (const TinyModel& tiny : TinyModels()) {
    for (const NamedTensor& named : Build(tiny, 1).NamedTensors()) {
      absl::StrAppend(&text, tiny.name, " ", named.name, " [", absl::StrJoin(named.tensor.sizes(), ","), "] ",
                      named.decay == WeightDecay::kDecay ? "decay" : "keep", " ", Digest(named.tensor), "\n");
    }
  }
  const auto pinned = ReadFile("models/testdata/initial_weights.txt");
  ASSERT_TRUE(pinned.ok()) << pinned.status() << "\nwrite this:\n" << text;
  EXPECT_EQ(text, *pinned) << "if stored weights may change their meaning, write this:\n" << text;
}

// Common random numbers: a change elsewhere moves no bit of a tensor that both have.
TEST(InitialWeightsTest, ArmsShareEveryTensorThatBothHave) {
  TinyModel deeper = FindTinyModel("gpt2");
  deeper.config.mutable_decoder()->mutable_position()->mutable_rotary();
  const ParameterSet learned = Build(FindTinyModel("gpt2"), 1), rotary = Build(deeper, 1);
  int shared = 0;
  for (const Parameter& parameter : rotary.parameters()) {
    const Parameter* other = learned.FindOne(parameter.name);
    ASSERT_NE(other, nullptr) << parameter.name;
    EXPECT_TRUE(at::equal(parameter.tensor, other->tensor)) << parameter.name;
    ++shared;
  }
  EXPECT_EQ(shared + 1, static_cast<int>(learned.parameters().size()));  // all but the position table
}

TEST(InitialWeightsTest, AnotherSeedMovesEveryMatrix) {
  const ParameterSet one = Build(FindTinyModel("llama"), 1), two = Build(FindTinyModel("llama"), 2);
  for (size_t i = 0; i < one.parameters().size(); ++i) {
    const bool matrix = one.parameters()[i].tensor.dim() == 2;
    EXPECT_NE(at::equal(one.parameters()[i].tensor, two.parameters()[i].tensor), matrix) << one.parameters()[i].name;
  }
}

TEST(InitialWeightsTest, DoublesAreTheSameNumbers) {
  const ParameterSet narrow = Build(FindTinyModel("gpt2"), 1), wide = Build(FindTinyModel("gpt2"), 1, at::kDouble);
  for (size_t i = 0; i < narrow.parameters().size(); ++i) {
    EXPECT_TRUE(at::equal(narrow.parameters()[i].tensor.to(at::kDouble), wide.parameters()[i].tensor));
  }
}

// Glorot and Bengio 2010, eq. (16); BERT's cut leaves 0.8796 of the standard deviation; Nguyen and Salazar 2019,
// section 2.2. On matrices large enough to tell them apart, each with its own fans although query, key and value are
// packed.
TEST(InitialWeightsTest, EveryOtherInitialisationHasItsStandardDeviation) {
  TinyModel tiny = FindTinyModel("gpt2");
  tiny.config.mutable_decoder()->set_d_model(128);
  const auto expect = [&](const std::function<double(const at::Tensor&)>& expected) {
    const ParameterSet parameters = Build(tiny, 1);
    for (const NamedTensor& named : parameters.NamedTensors()) {
      if (named.tensor.dim() != 2 || named.tensor.numel() < 16384) continue;
      EXPECT_NEAR(named.tensor.std().item<double>() / expected(named.tensor), 1, 0.03) << named.name;
    }
  };
  tiny.config.mutable_initialization()->mutable_xavier()->set_gain(0.5);
  expect([](const at::Tensor& w) { return 0.5 * std::sqrt(2.0 / static_cast<double>(w.size(0) + w.size(1))); });
  tiny.config.mutable_initialization()->mutable_bert_normal();
  expect([](const at::Tensor&) { return 0.02 * 0.8796; });
  tiny.config.mutable_initialization()->mutable_small_init();
  expect([](const at::Tensor&) { return std::sqrt(2.0 / 640); });
}

// Radford et al. 2019, section 2.3, on tensors large enough to tell 0.02 from 0.02 / sqrt(2 * 3).
TEST(InitialWeightsTest, ProjectionsIntoTheResidualStreamStartSmaller) {
  TinyModel tiny = FindTinyModel("gpt2");
  tiny.config.mutable_decoder()->set_d_model(128);
  tiny.config.mutable_decoder()->set_num_layers(3);
  const ParameterSet parameters = Build(tiny, 1);
  for (const NamedTensor& named : parameters.NamedTensors()) {
    if (named.tensor.dim() != 2 || named.tensor.numel() < 16384) continue;
    const bool residual = absl::string_view(named.name).find(".output.") != absl::string_view::npos ||
                          absl::string_view(named.name).find(".outer.") != absl::string_view::npos;
    const double expected = residual ? 0.02 / std::sqrt(6.0) : 0.02;
    // The sampling error of a standard deviation is sigma / sqrt(2n): 0.6 % of it here; five of these.
    EXPECT_NEAR(named.tensor.std().item<double>(), expected, 0.03 * expected) << named.name;
  }
}

}  // namespace
}  // namespace ceteris
