#include "core/tensor/parameter_set.h"

#include <ATen/ops/arange.h>
#include <ATen/ops/zeros.h>
#include <c10/util/Exception.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ceteris {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

Parameter Named(const std::string& name, int64_t size = 1) { return {name, at::zeros({size}), WeightDecay::kDecay}; }

std::vector<std::string> Names(const std::vector<const Parameter*>& parameters) {
  std::vector<std::string> names;
  for (const Parameter* parameter : parameters) names.push_back(parameter->name);
  return names;
}

ParameterSet Decoder() {
  ParameterSet parameters;
  for (const char* name : {"head.weight", "decoder.1.attention.query.weight", "decoder.0.attention.query.weight",
                           "decoder.0.attention.query.bias", "decoder.10.norm.weight", "decoder.norm.weight"}) {
    parameters.Add(Named(name));
  }
  return parameters;
}

TEST(ParameterSetTest, IsSortedWhateverTheOrderOfAdding) {
  EXPECT_THAT(
      Names(Decoder().Find("**")),
      ElementsAre("decoder.0.attention.query.bias", "decoder.0.attention.query.weight",
                  "decoder.1.attention.query.weight", "decoder.10.norm.weight", "decoder.norm.weight", "head.weight"));
}

TEST(ParameterSetTest, ADuplicateNameThrows) {
  ParameterSet parameters = Decoder();
  EXPECT_THROW(parameters.Add(Named("decoder.norm.weight")), c10::Error);
  EXPECT_EQ(parameters.parameters().size(), 6u);
}

TEST(ParameterSetTest, FindsOneByItsWholeName) {
  const ParameterSet parameters = Decoder();
  ASSERT_NE(parameters.FindOne("head.weight"), nullptr);
  EXPECT_EQ(parameters.FindOne("head.weight")->name, "head.weight");
  EXPECT_EQ(parameters.FindOne("head"), nullptr);
  EXPECT_EQ(parameters.FindOne("head.weight.x"), nullptr);
  EXPECT_EQ(ParameterSet().FindOne(""), nullptr);
}

TEST(ParameterSetTest, AStarStaysInsideDotsTwoDoNot) {
  const ParameterSet parameters = Decoder();
  EXPECT_THAT(Names(parameters.Find("decoder.*.weight")), ElementsAre("decoder.norm.weight"));
  EXPECT_THAT(Names(parameters.Find("decoder.*.norm.weight")), ElementsAre("decoder.10.norm.weight"));
  EXPECT_THAT(Names(parameters.Find("decoder.*.attention.*.bias")), ElementsAre("decoder.0.attention.query.bias"));
  EXPECT_THAT(Names(parameters.Find("**.norm.weight")), ElementsAre("decoder.10.norm.weight", "decoder.norm.weight"));
  EXPECT_THAT(Names(parameters.Find("decoder.1*.**")),
              ElementsAre("decoder.1.attention.query.weight", "decoder.10.norm.weight"));
  EXPECT_THAT(Names(parameters.Find("*")), IsEmpty());
  EXPECT_THAT(Names(parameters.Find("")), IsEmpty());
}

TEST(ParameterSetTest, CountsElements) {
  ParameterSet parameters;
  EXPECT_EQ(parameters.num_elements(), 0);
  parameters.Add({"a", at::zeros({2, 3}), WeightDecay::kDecay});
  parameters.Add({"b", at::zeros({4}), WeightDecay::kNoDecay});
  EXPECT_EQ(parameters.num_elements(), 10);
}

TEST(ParameterSetTest, APackedTensorIsNamedAsItsSlices) {
  ParameterSet parameters;
  const at::Tensor packed = at::arange(5, at::kFloat).set_requires_grad(true);
  parameters.Add({"z.packed", packed, WeightDecay::kNoDecay, {{"z.query", 0, 3}, {"a.key", 3, 2}}});
  parameters.Add(Named("m"));
  const std::vector<NamedTensor> named = parameters.NamedTensors();
  ASSERT_EQ(named.size(), 3u);
  EXPECT_EQ(named[0].name, "a.key");
  EXPECT_EQ(named[1].name, "m");
  EXPECT_EQ(named[2].name, "z.query");
  EXPECT_EQ(named[0].tensor.sizes(), at::IntArrayRef({2}));
  EXPECT_EQ(named[0].tensor[1].item<float>(), 4);
  EXPECT_EQ(named[2].tensor.sizes(), at::IntArrayRef({3}));
  EXPECT_EQ(named[2].decay, WeightDecay::kNoDecay);
  EXPECT_FALSE(named[2].tensor.requires_grad());
  named[2].tensor.fill_(9);  // a view
  EXPECT_EQ(packed[0].item<float>(), 9);
}

TEST(ParameterSetTest, ASlicesNameIsTaken) {
  ParameterSet parameters;
  parameters.Add({"packed", at::zeros({2}), WeightDecay::kDecay, {{"query", 0, 1}, {"key", 1, 1}}});
  EXPECT_THROW(parameters.Add(Named("key")), c10::Error);
  EXPECT_THROW(parameters.Add({"other", at::zeros({1}), WeightDecay::kDecay, {{"query", 0, 1}}}), c10::Error);
  EXPECT_THROW(parameters.Add({"third", at::zeros({1}), WeightDecay::kDecay, {{"packed", 0, 1}}}), c10::Error);
}

}  // namespace
}  // namespace ceteris
