#include "models/validate_model.h"

#include <gtest/gtest.h>

#include <limits>
#include <string>

#include "models/testing/tiny_models.h"

namespace ceteris {
namespace {

std::string ErrorOf(const config::Model& config, TaskShape context = {11, 12}) {
  const absl::Status status = ValidateModel(config, context, "base.model");
  EXPECT_TRUE(status.ok() || absl::IsInvalidArgument(status)) << status;
  return std::string(status.message());
}

bool StartsWith(const std::string& text, const std::string& start) { return text.compare(0, start.size(), start) == 0; }

TEST(ValidateModelTest, AcceptsEveryTinyModel) {
  for (const TinyModel& tiny : TinyModels()) EXPECT_EQ(ErrorOf(tiny.config, tiny.context), "") << tiny.name;
}

TEST(ValidateModelTest, RefusesFamiliesThatCannotBeBuilt) {
  config::Model model = FindTinyModel("gpt2").config;
  *model.mutable_encoder() = model.decoder();
  EXPECT_EQ(
      ErrorOf(model),
      "base.model.encoder: is present, but encoder-decoder models cannot be built; write base.model.decoder alone");
  model.clear_decoder();
  EXPECT_EQ(ErrorOf(model),
            "base.model.encoder: is present, but encoder-only models cannot be built; write base.model.decoder alone");
  model.clear_encoder();
  EXPECT_TRUE(StartsWith(ErrorOf(model), "base.model.decoder: is missing")) << ErrorOf(model);
}

TEST(ValidateModelTest, NamesThePathOfEveryPart) {
  const config::Model good = FindTinyModel("gpt2").config;
  config::Model model = good;
  model.mutable_decoder()->mutable_attention()->set_num_heads(5);
  EXPECT_TRUE(StartsWith(ErrorOf(model), "base.model.decoder.attention.num_heads: 5")) << ErrorOf(model);
  model = good;
  model.mutable_embedding()->set_dropout_rate(1);
  EXPECT_TRUE(StartsWith(ErrorOf(model), "base.model.embedding.dropout_rate: 1")) << ErrorOf(model);
  model = good;
  model.clear_initialization();
  EXPECT_TRUE(StartsWith(ErrorOf(model), "base.model.initialization")) << ErrorOf(model);
}

TEST(ValidateModelTest, RefusesStandardDeviationsThatAreNone) {
  for (const double stddev :
       {0.0, -0.02, std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()}) {
    config::Model model = FindTinyModel("gpt2").config;
    model.mutable_initialization()->mutable_gpt2()->set_stddev(stddev);
    EXPECT_TRUE(StartsWith(ErrorOf(model), "base.model.initialization.gpt2.stddev: "))
        << stddev << " " << ErrorOf(model);
    model.mutable_initialization()->mutable_xavier()->set_gain(stddev);
    EXPECT_TRUE(StartsWith(ErrorOf(model), "base.model.initialization.xavier.gain: ")) << stddev;
    model.mutable_initialization()->mutable_bert_normal()->set_stddev(stddev);
    EXPECT_TRUE(StartsWith(ErrorOf(model), "base.model.initialization.bert_normal.stddev: ")) << stddev;
    model.mutable_initialization()->mutable_small_init();
    EXPECT_EQ(ErrorOf(model), "");
  }
}

TEST(ValidateModelTest, RefusesAContextWithoutTokens) {
  EXPECT_NE(ErrorOf(FindTinyModel("gpt2").config, {0, 12}), "");
  EXPECT_NE(ErrorOf(FindTinyModel("gpt2").config, {11, 0}), "");
  EXPECT_NE(ErrorOf(FindTinyModel("gpt2").config, {int64_t{1} << 40, 12}), "");
}

}  // namespace
}  // namespace ceteris
