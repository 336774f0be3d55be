#include "models/parameter_report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "models/testing/tiny_models.h"

namespace ceteris {
namespace {

using ::testing::ElementsAre;

const ParameterRow& Find(const std::vector<ParameterRow>& rows, const std::string& name) {
  for (const ParameterRow& row : rows) {
    if (row.name == name) return row;
  }
  ADD_FAILURE() << "no row " << name;
  return rows.front();
}

TEST(ParameterReportTest, SharesAddUpAndCountsAgree) {
  for (const TinyModel& tiny : TinyModels()) {
    const auto rows = DescribeParameters(tiny.config, tiny.context);
    ASSERT_TRUE(rows.ok()) << rows.status();
    int64_t count = 0;
    double share = 0;
    for (const ParameterRow& row : *rows) {
      int64_t product = 1;
      for (const int64_t size : row.shape) product *= size;
      EXPECT_EQ(row.count, product) << row.name;
      count += row.count;
      share += row.share;
    }
    EXPECT_NEAR(share, 1, 1e-12) << tiny.name;
    EXPECT_EQ(CountParameters(tiny.config, tiny.context).value(), count) << tiny.name;
  }
}

TEST(ParameterReportTest, RowsSayWhatATensorIs) {
  const TinyModel& tiny = FindTinyModel("gpt2");
  const std::vector<ParameterRow> rows = DescribeParameters(tiny.config, tiny.context).value();
  const ParameterRow& query = Find(rows, "decoder.1.attention.query.weight");
  EXPECT_THAT(query.shape, ElementsAre(16, 16));
  EXPECT_TRUE(query.decays);
  EXPECT_NEAR(*query.initial_stddev, 0.02, 0.004);
  const ParameterRow& gain = Find(rows, "decoder.norm.weight");
  EXPECT_FALSE(gain.decays);
  EXPECT_EQ(*gain.initial_stddev, 0);
}

TEST(ParameterReportTest, AModelOfAnySizeIsDescribedWithoutBuildingIt) {
  config::Model model = FindTinyModel("llama").config;
  model.mutable_decoder()->set_num_layers(80);
  model.mutable_decoder()->set_d_model(8192);
  model.mutable_decoder()->mutable_attention()->set_num_heads(64);
  model.mutable_decoder()->mutable_feed_forward()->set_d_ff(28672);
  const std::vector<ParameterRow> rows = DescribeParameters(model, {32000, 4096}).value();
  EXPECT_GT(CountParameters(model, {32000, 4096}).value(), int64_t{60'000'000'000});
  EXPECT_FALSE(rows.front().initial_stddev.has_value());
}

TEST(ParameterReportTest, AModelThatCannotBeBuiltIsNotDescribed) {
  config::Model model = FindTinyModel("gpt2").config;
  model.mutable_decoder()->set_num_layers(0);
  EXPECT_EQ(DescribeParameters(model, {11, 12}).status().code(), absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace ceteris
