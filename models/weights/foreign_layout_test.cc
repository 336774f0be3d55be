#include "models/weights/foreign_layout.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/equal.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/tensor/initializer.h"
#include "core/tensor/scope.h"

namespace ceteris {
namespace {

using ::testing::HasSubstr;

// A packed [3, 2] of query [2, 2] and key [1, 2], and a gain [4].
ParameterSet TwoTensors(uint64_t seed) {
  ParameterSet parameters;
  const Scope scope(&parameters, seed, at::TensorOptions().dtype(at::kDouble));
  const Normal normal(0.5);
  scope.PackedParameter("packed.weight", {{"query.weight", 2, &normal}, {"key.weight", 1, &normal}}, 2);
  scope.Parameter("norm.weight", {4}, normal, WeightDecay::kNoDecay);
  return parameters;
}

ForeignLayout Layout() {
  ForeignLayout layout;
  layout.prefix = "model.";
  layout.tensors = {{"model.both", {"query.weight", "key.weight"}, /*transposed=*/true},
                    {"model.LayerNorm.weight", {"norm.weight"}, false, /*rows=*/{0, 2, 1, 3}, {}, /*shape=*/{1, 4}}};
  layout.copies = {{"head", "model.both"}};
  layout.ignored = {"model.mask"};
  return layout;
}

const at::Tensor& Both() {  // [in, out]: the columns are query, query, key
  static const auto* const both = new at::Tensor(at::tensor({1., 2., 3., 4., 5., 6.}, at::kDouble).view({2, 3}));
  return *both;
}

at::Tensor Gain() { return at::tensor({10., 11., 12., 13.}, at::kDouble).view({1, 4}); }

at::Tensor Named(const ParameterSet& parameters, const std::string& name) {
  for (const NamedTensor& named : parameters.NamedTensors()) {
    if (named.name == name) return named.tensor;
  }
  return {};
}

TEST(ForeignLayoutTest, SplitsTransposesAndReorders) {
  ParameterSet parameters = TwoTensors(1);
  ASSERT_EQ(ImportTensors(Layout(), {{"model.both", Both()}, {"model.LayerNorm.weight", Gain()}}, &parameters),
            absl::OkStatus());
  EXPECT_TRUE(at::equal(Named(parameters, "query.weight"), at::tensor({1., 4., 2., 5.}, at::kDouble).view({2, 2})));
  EXPECT_TRUE(at::equal(Named(parameters, "key.weight"), at::tensor({3., 6.}, at::kDouble).view({1, 2})));
  EXPECT_TRUE(at::equal(Named(parameters, "norm.weight"), at::tensor({10., 12., 11., 13.}, at::kDouble)));
}

TEST(ForeignLayoutTest, ColumnsAreReorderedToo) {
  ParameterSet parameters = TwoTensors(1);
  ForeignLayout layout = Layout();
  layout.tensors[0].transposed = false;
  layout.tensors[0].rows = {2, 0, 1};  // rows there: key, query 0, query 1
  layout.tensors[0].columns = {1, 0};
  const at::Tensor both = Both().t().contiguous();  // [[1, 4], [2, 5], [3, 6]]
  ASSERT_EQ(ImportTensors(layout, {{"model.both", both}, {"model.LayerNorm.weight", Gain()}}, &parameters),
            absl::OkStatus());
  EXPECT_TRUE(at::equal(Named(parameters, "query.weight"), at::tensor({5., 2., 6., 3.}, at::kDouble).view({2, 2})));
  EXPECT_TRUE(at::equal(Named(parameters, "key.weight"), at::tensor({4., 1.}, at::kDouble).view({1, 2})));
  EXPECT_TRUE(at::equal(ExportTensors(layout, parameters).value()[0].tensor, both));
}

TEST(ForeignLayoutTest, WhatIsExportedIsWhatWasImported) {
  ParameterSet parameters = TwoTensors(1);
  ASSERT_TRUE(ImportTensors(Layout(), {{"model.both", Both()}, {"model.LayerNorm.weight", Gain()}}, &parameters).ok());
  const std::vector<NamedTensor> exported = ExportTensors(Layout(), parameters).value();
  ASSERT_EQ(exported.size(), 2u);
  EXPECT_EQ(exported[0].name, "model.both");
  EXPECT_TRUE(at::equal(exported[0].tensor, Both()));
  EXPECT_EQ(exported[1].name, "model.LayerNorm.weight");
  EXPECT_TRUE(at::equal(exported[1].tensor, Gain()));
}

TEST(ForeignLayoutTest, OldNamesCopiesMasksAndAMissingPrefixAreUnderstood) {
  ParameterSet parameters = TwoTensors(1);
  EXPECT_EQ(ImportTensors(Layout(),
                          {{"both", Both().to(at::kFloat)},
                           {"LayerNorm.gamma", Gain()},
                           {"head", Both().to(at::kFloat)},
                           {"mask", at::zeros({7, 7}, at::kBool)}},
                          &parameters),
            absl::OkStatus());
  EXPECT_TRUE(at::equal(Named(parameters, "key.weight"), at::tensor({3., 6.}, at::kDouble).view({1, 2})));
}

TEST(ForeignLayoutTest, NamesEveryTensorThatDoesNotFitAndChangesNothing) {
  ParameterSet parameters = TwoTensors(1);
  const absl::Status status =
      ImportTensors(Layout(), {{"model.both", Both().t()}, {"model.more", at::zeros({5})}}, &parameters);
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(status.message(),
            "does not fit the model: model.both is [3, 2], the model has [2, 3]; model.LayerNorm.weight [1, 4] is "
            "missing; model.more [5] is unexpected");
  EXPECT_TRUE(at::equal(Named(parameters, "query.weight"), Named(TwoTensors(1), "query.weight")));
}

TEST(ForeignLayoutTest, RefusesIntegersAndACopyThatDiffers) {
  ParameterSet parameters = TwoTensors(1);
  EXPECT_EQ(
      ImportTensors(
          Layout(),
          {{"model.both", Both()}, {"model.LayerNorm.weight", at::zeros({1, 4}, at::kLong)}, {"head", Both() + 1}},
          &parameters)
          .message(),
      "does not fit the model: model.LayerNorm.weight is not floating-point; head differs from model.both, which "
      "the model ties it to");
}

TEST(ForeignLayoutTest, TwoTensorsOfOneNameAreRefused) {
  ParameterSet parameters = TwoTensors(1);
  EXPECT_EQ(
      ImportTensors(Layout(),
                    {{"both", Both()}, {"LayerNorm.gamma", Gain()}, {"LayerNorm.weight", Gain()}, {"both", Both()}},
                    &parameters)
          .message(),
      "does not fit the model: model.LayerNorm.weight is there twice; model.both is there twice");
}

TEST(ForeignLayoutTest, ALayoutThatForgetsAParameterIsABug) {
  ParameterSet parameters = TwoTensors(1);
  ForeignLayout layout = Layout();
  layout.tensors.pop_back();
  layout.tensors.push_back({"x", {"query.weight"}});
  const absl::Status status = ImportTensors(layout, {}, &parameters);
  EXPECT_EQ(status.code(), absl::StatusCode::kInternal);
  EXPECT_THAT(status.message(), HasSubstr("x stands for query.weight, which is taken already"));
  EXPECT_THAT(ExportTensors(layout, parameters).status().message(), HasSubstr("nothing stands for norm.weight"));
}

}  // namespace
}  // namespace ceteris
