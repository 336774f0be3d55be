#include "core/tensor/scope.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/equal.h>
#include <c10/util/Exception.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/base/counter_hash.h"

namespace ceteris {
namespace {

using ::testing::ElementsAre;

constexpr uint64_t kSeed = 7;

Scope Root(ParameterSet* parameters, at::ScalarType dtype = at::kFloat, uint64_t seed = kSeed) {
  return Scope(parameters, seed, at::TensorOptions().dtype(dtype));
}

TEST(ScopeTest, NamesArePathsFromTheRoot) {
  ParameterSet parameters;
  const Scope root = Root(&parameters);
  EXPECT_EQ(root.name(), "");
  EXPECT_EQ(root.Child("decoder", 3).Child("attention").name(), "decoder.3.attention");
  EXPECT_EQ(root.Child("decoder.3").Child("attention").name(), "decoder.3.attention");
  root.Child("decoder").Child(3).Parameter("weight", {2}, Zeros());
  root.Parameter("temperature", {}, Ones());
  std::vector<std::string> names;
  for (const Parameter& parameter : parameters.parameters()) names.push_back(parameter.name);
  EXPECT_THAT(names, ElementsAre("decoder.3.weight", "temperature"));
}

TEST(ScopeTest, AParameterIsALeafThatRequiresGrad) {
  ParameterSet parameters;
  const at::Tensor weight = Root(&parameters).Parameter("weight", {2, 3}, Normal(1), WeightDecay::kNoDecay);
  EXPECT_TRUE(weight.is_leaf());
  EXPECT_TRUE(weight.requires_grad());
  EXPECT_EQ(weight.sizes(), at::IntArrayRef({2, 3}));
  EXPECT_TRUE(parameters.FindOne("weight")->tensor.is_same(weight));
  EXPECT_EQ(parameters.FindOne("weight")->decay, WeightDecay::kNoDecay);
}

TEST(ScopeTest, ADuplicateNameThrows) {
  ParameterSet parameters;
  const Scope scope = Root(&parameters).Child("decoder");
  scope.Parameter("weight", {2}, Zeros());
  EXPECT_THROW(scope.Parameter("weight", {2}, Zeros()), c10::Error);
  EXPECT_THROW(Root(&parameters).Parameter("decoder.weight", {2}, Zeros()), c10::Error);
}

TEST(ScopeTest, ANameThatNoFileCouldHoldThrows) {
  ParameterSet parameters;
  for (const char* name : {"", ".", "a.", ".a", "a b", "a/b", "a\n",
                           "gr\xc3\xb6\xc3\x9f"
                           "e"}) {
    EXPECT_THROW(Root(&parameters).Child(name), c10::Error) << name;
    EXPECT_THROW(Root(&parameters).Parameter(name, {1}, Zeros()), c10::Error) << name;
    EXPECT_THROW(Root(&parameters).Stream(name), c10::Error) << name;
  }
}

TEST(ScopeTest, IntegersAreNotTrained) {
  ParameterSet parameters;
  EXPECT_THROW(Root(&parameters, at::kLong), c10::Error);
}

// Common random numbers: whatever else a model has, and in whatever order, a tensor that two models share starts equal.
TEST(ScopeTest, InitialValuesDoNotDependOnWhatElseIsBuilt) {
  ParameterSet alone, among_others;
  const at::Tensor a = Root(&alone).Child("decoder", 1).Parameter("weight", {8, 8}, Normal(0.02));
  const Scope other = Root(&among_others);
  other.Parameter("embedding", {50, 8}, Normal(0.02));
  other.Child("decoder", 0).Parameter("weight", {8, 8}, Normal(0.02));
  const at::Tensor b = other.Child("decoder", 1).Parameter("weight", {8, 8}, Normal(0.02));
  EXPECT_TRUE(at::equal(a, b));
  EXPECT_FALSE(at::equal(a, among_others.FindOne("decoder.0.weight")->tensor));
}

TEST(ScopeTest, InitialValuesDependOnTheSeed) {
  ParameterSet parameters, others;
  const at::Tensor a = Root(&parameters, at::kFloat, 1).Parameter("weight", {8}, Normal(1));
  const at::Tensor b = Root(&others, at::kFloat, 2).Parameter("weight", {8}, Normal(1));
  EXPECT_FALSE(at::equal(a, b));
}

// The constants: initializer_known_answers.py. They pin hash, stream names, and the mapping to numbers: changing one of
// them changes every trial.
TEST(ScopeTest, InitialValuesAreKnown) {
  ParameterSet parameters, others, more;
  const auto query = [](ParameterSet* set) { return Root(set).Child("decoder", 3).Child("attention").Child("query"); };
  const auto check = [](const at::Tensor& weight, const std::vector<double>& known) {
    const at::Tensor flat = weight.flatten();
    const int64_t places[] = {0, 1, 2, 4095};
    for (size_t i = 0; i < 4; ++i) EXPECT_FLOAT_EQ(flat[places[i]].item<float>(), static_cast<float>(known[i]));
  };
  check(query(&parameters).Parameter("weight", {64, 64}, Normal(0.02)),
        {0.00440328238, 0.0201550178, -0.0130017581, -0.0315421917});
  check(query(&others).Parameter("weight", {64, 64}, UniformRange(0.5)),
        {0.0871283301, 0.343212966, -0.242182279, -0.442614844});
  check(query(&more).Parameter("weight", {64, 64}, XavierUniform()),
        {0.0377276736, 0.148615574, -0.104868003, -0.191657849});
}

TEST(ScopeTest, OtherDtypesStartFromTheSameFloat32Numbers) {
  ParameterSet floats, doubles, halves;
  const at::Tensor weight = Root(&floats).Parameter("weight", {100}, Normal(1));
  EXPECT_TRUE(at::equal(Root(&doubles, at::kDouble).Parameter("weight", {100}, Normal(1)), weight.to(at::kDouble)));
  EXPECT_TRUE(at::equal(Root(&halves, at::kBFloat16).Parameter("weight", {100}, Normal(1)), weight.to(at::kBFloat16)));
  EXPECT_TRUE(halves.FindOne("weight")->tensor.is_leaf());
}

TEST(ScopeTest, MetaTensorsHaveShapesAndNoMemory) {
  ParameterSet parameters;
  const Scope scope(&parameters, kSeed, at::TensorOptions().device(at::kMeta).dtype(at::kFloat));
  // 4 TB of weights, which no machine that builds this has.
  for (int64_t layer = 0; layer < 1000; ++layer) {
    const at::Tensor weight = scope.Child("decoder", layer).Parameter("weight", {1 << 15, 1 << 15}, Normal(0.02));
    EXPECT_TRUE(weight.is_meta());
    EXPECT_TRUE(weight.requires_grad());
  }
  scope.PackedParameter("packed", {{"query", 1 << 15, nullptr}, {"key", 1 << 15, nullptr}}, 1 << 15);
  EXPECT_EQ(parameters.num_elements(), int64_t{1002} << 30);
}

TEST(ScopeTest, APackedTensorHasTheValuesOfItsParts) {
  ParameterSet packed_set, separate_set;
  const Scope packed = Root(&packed_set).Child("attention"), separate = Root(&separate_set).Child("attention");
  const Normal normal(0.02);
  const XavierUniform uniform;
  const at::Tensor together =
      packed.PackedParameter("query_key.weight", {{"query.weight", 6, &normal}, {"key.weight", 2, &uniform}}, 4);
  const at::Tensor query = separate.Parameter("query.weight", {6, 4}, normal);
  const at::Tensor key = separate.Parameter("key.weight", {2, 4}, uniform);
  EXPECT_TRUE(at::equal(together, at::cat({query, key})));
  EXPECT_TRUE(together.is_leaf());

  const std::vector<NamedTensor> a = packed_set.NamedTensors(), b = separate_set.NamedTensors();
  ASSERT_EQ(packed_set.parameters().size(), 1u);
  ASSERT_EQ(a.size(), b.size());
  for (size_t i = 0; i < a.size(); ++i) {
    EXPECT_EQ(a[i].name, b[i].name);
    EXPECT_TRUE(at::equal(a[i].tensor, b[i].tensor));
  }
}

TEST(ScopeTest, APackedBiasHasOneDimension) {
  ParameterSet parameters;
  const Ones ones;
  const Zeros zeros;
  const at::Tensor bias = Root(&parameters).PackedParameter("bias", {{"a.bias", 2, &ones}, {"b.bias", 3, &zeros}}, 0);
  EXPECT_EQ(bias.sizes(), at::IntArrayRef({5}));
  EXPECT_EQ(bias.sum().item<float>(), 2);
}

TEST(ScopeTest, APartOfAPackedTensorIsADuplicateToo) {
  ParameterSet parameters;
  const Zeros zeros;
  const Scope scope = Root(&parameters);
  scope.Parameter("query.weight", {2, 2}, zeros);
  EXPECT_THROW(scope.PackedParameter("packed", {{"query.weight", 2, &zeros}}, 2), c10::Error);
}

TEST(ScopeTest, StreamsFollowFromSeedAndName) {
  ParameterSet parameters;
  const Scope scope = Root(&parameters).Child("decoder");
  EXPECT_EQ(scope.Stream("mask"), StreamKey(kSeed, "decoder.mask"));
  EXPECT_NE(scope.Stream("mask"), Root(&parameters).Stream("mask"));
}

}  // namespace
}  // namespace ceteris
