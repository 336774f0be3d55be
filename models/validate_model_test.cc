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

config::Model With(const std::string& name, void (*change)(config::Model*)) {
  config::Model model = FindTinyModel(name).config;
  change(&model);
  return model;
}

TaskShape ShapeOf(const std::string& name) { return FindTinyModel(name).context; }

TEST(ValidateModelTest, AModelHasAStack) {
  config::Model model = FindTinyModel("gpt2").config;
  model.clear_decoder();
  EXPECT_EQ(ErrorOf(model),
            "base.model.decoder: is missing, and a model has at least one stack; write decoder {}, encoder {} or both");
}

TEST(ValidateModelTest, AnEncoderBesideADecoderReadsASource) {
  const config::Model both = FindTinyModel("encoder_decoder").config;
  EXPECT_EQ(ErrorOf(both, ShapeOf("gpt2")),
            "base.model.encoder: is present beside a decoder, but the task has no source for it to read; write "
            "base.model.decoder alone, or base.model.encoder alone");
  EXPECT_EQ(ErrorOf(FindTinyModel("gpt2").config, ShapeOf("encoder_decoder")),
            "base.model.encoder: is missing, but the task has a source to read and a target to write; write encoder {} "
            "and decoder {}");
  EXPECT_TRUE(
      StartsWith(ErrorOf(FindTinyModel("bert").config, ShapeOf("encoder_decoder")), "base.model.decoder: is missing"));
}

TEST(ValidateModelTest, AnEncoderReadsTheTableThatItShares) {
  const config::Model model =
      With("encoder_decoder", [](config::Model* model) { model->mutable_encoder()->set_d_model(32); });
  EXPECT_TRUE(StartsWith(ErrorOf(model, ShapeOf("encoder_decoder")), "base.model.embedding.source_tied: true"));
}

TEST(ValidateModelTest, SegmentsNeedWhoReadsThem) {
  EXPECT_EQ(ErrorOf(FindTinyModel("gpt2").config, ShapeOf("bert")),
            "base.model.decoder: reads no segments, and the task has 2; write encoder {} alone");
  EXPECT_EQ(ErrorOf(FindTinyModel("bert").config, ShapeOf("gpt2")), "") << "a task without segments wants no table";
}

TEST(ValidateModelTest, ClassesNeedAClassifier) {
  EXPECT_EQ(ErrorOf(FindTinyModel("bert").config, ShapeOf("bert_classifier")),
            "base.model.head.masked_tokens: predicts tokens, but the task has 3 classes; write head { classifier {} }");
  EXPECT_EQ(ErrorOf(FindTinyModel("gpt2").config, ShapeOf("mean_classifier")),
            "base.model.head.tokens: predicts tokens, but the task has 3 classes; write head { classifier {} }");
  // The pooled vector comes out: BERT as it is published.
  EXPECT_EQ(ErrorOf(FindTinyModel("bert_classifier").config, ShapeOf("bert")), "");
}

TEST(ValidateModelTest, OnlyAnEncoderAloneTakesAnotherHead) {
  EXPECT_EQ(ErrorOf(With("gpt2", [](config::Model* model) { model->mutable_head()->mutable_masked_tokens(); })),
            "base.model.head.masked_tokens: is for an encoder alone; write head { tokens {} }, or no decoder");
  EXPECT_EQ(ErrorOf(With("gpt2",
                         [](config::Model* model) {
                           model->mutable_head()->mutable_classifier()->mutable_pooling()->mutable_mean();
                         })),
            "base.model.head.classifier: is for an encoder alone; write head { tokens {} }, or no decoder");
  EXPECT_TRUE(StartsWith(ErrorOf(With("gpt2", [](config::Model* model) { model->clear_head(); })), "base.model.head"));
}

TEST(ValidateModelTest, WhatAnEmbeddingCannotDoThereIsRefused) {
  EXPECT_EQ(
      ErrorOf(With("bert_classifier", [](config::Model* model) { model->mutable_embedding()->set_tied(false); }),
              ShapeOf("bert_classifier")),
      "base.model.embedding.tied: false is about scores of tokens, which head.classifier does not have; use true");
  for (void (*change)(config::Embedding*) : {+[](config::Embedding* embedding) { embedding->set_head_bias(true); },
                                             +[](config::Embedding* embedding) { embedding->set_head_scale(0.5); }}) {
    config::Model model = FindTinyModel("bert_classifier").config;
    change(model.mutable_embedding());
    EXPECT_TRUE(StartsWith(ErrorOf(model, ShapeOf("bert_classifier")), "base.model.embedding.head_"));
    model = FindTinyModel("bert").config;
    change(model.mutable_embedding());
    EXPECT_EQ(ErrorOf(model, ShapeOf("bert")), "");
  }
  for (void (*change)(config::Embedding*) :
       {+[](config::Embedding* embedding) { embedding->set_scale_by_sqrt_d_model(true); },
        +[](config::Embedding* embedding) { embedding->set_factor_dim(4); }}) {
    config::Model model = FindTinyModel("vit").config;
    change(model.mutable_embedding());
    EXPECT_NE(ErrorOf(model, ShapeOf("vit")).find("is about tokens, and the input is patches"), std::string::npos);
    model = FindTinyModel("bert_classifier").config;
    change(model.mutable_embedding());
    EXPECT_EQ(ErrorOf(model, ShapeOf("bert_classifier")), "");
  }
}

TEST(ValidateModelTest, ImagesNeedPatchesThatDivideThem) {
  EXPECT_EQ(
      ErrorOf(With("vit", [](config::Model* model) { model->mutable_input()->mutable_patches()->set_patch_size(4); }),
              ShapeOf("vit")),
      "base.model.input.patches.patch_size: 4 does not divide the side of the task's images, 6; use 1, 2, 3 or 6");
  EXPECT_EQ(ErrorOf(FindTinyModel("mean_classifier").config, ShapeOf("vit")),
            "base.model.input.tokens: reads tokens, but the task has images; write input { patches {} }");
  EXPECT_EQ(ErrorOf(FindTinyModel("vit").config, ShapeOf("mean_classifier")),
            "base.model.input.patches: are of images, but the task has tokens; write input { tokens {} }");
  EXPECT_TRUE(StartsWith(ErrorOf(FindTinyModel("vit").config, ShapeOf("bert_classifier")), "base.model.input.patches"));
  EXPECT_EQ(ErrorOf(With("gpt2", [](config::Model* model) { model->mutable_input()->mutable_patches(); })),
            "base.model.input.patches: are for an encoder alone; write input { tokens {} }, or no decoder");
  EXPECT_EQ(ErrorOf(With("vit", [](config::Model* model) { model->mutable_head()->mutable_tokens(); }), ShapeOf("vit")),
            "base.model.head.tokens: predicts tokens, but the task has 3 classes; write head { classifier {} }");
  TaskShape unlabelled = ShapeOf("vit");
  unlabelled.num_classes = 0;
  EXPECT_EQ(ErrorOf(With("vit", [](config::Model* model) { model->mutable_head()->mutable_tokens(); }), unlabelled),
            "base.model.head.tokens: predicts tokens, and an image has none; write head { classifier {} }");
  EXPECT_TRUE(
      StartsWith(ErrorOf(With("gpt2", [](config::Model* model) { model->clear_input(); })), "base.model.input"));
}

TEST(ValidateModelTest, WhoPoolsTheFirstPlaceHasAClassTokenThere) {
  const auto error = [](bool class_token, void (*change)(config::Pooling*)) {
    config::Model model = FindTinyModel("vit").config;
    model.mutable_input()->mutable_patches()->set_class_token(class_token);
    change(model.mutable_head()->mutable_classifier()->mutable_pooling());
    return ErrorOf(model, ShapeOf("vit"));
  };
  for (void (*pool)(config::Pooling*) : {+[](config::Pooling* pooling) { pooling->mutable_first_token(); },
                                         +[](config::Pooling* pooling) { pooling->mutable_bert_pooler(); }}) {
    EXPECT_TRUE(StartsWith(error(false, pool), "base.model.input.patches.class_token: false leaves the first patch"));
    EXPECT_EQ(error(true, pool), "");
  }
  for (const bool class_token : {false, true}) {
    EXPECT_EQ(error(class_token, [](config::Pooling* pooling) { pooling->mutable_mean(); }), "");
  }
}

// A path of the encoder, and the length of the source where there is a decoder beside it.
TEST(ValidateModelTest, AnEncoderIsCheckedWithTheLengthThatItReads) {
  config::Model model = FindTinyModel("encoder_decoder_learned").config;
  model.mutable_encoder()->mutable_position()->mutable_learned()->set_max_positions(9);
  EXPECT_EQ(ErrorOf(model, ShapeOf("encoder_decoder_learned")), "");
  model.mutable_encoder()->mutable_position()->mutable_learned()->set_max_positions(8);
  EXPECT_TRUE(StartsWith(ErrorOf(model, ShapeOf("encoder_decoder_learned")),
                         "base.model.encoder.position.learned.max_positions: 8"));
  model = FindTinyModel("vit").config;
  model.mutable_encoder()->mutable_position()->mutable_learned()->set_max_positions(9);  // 3 x 3 patches and the class
  EXPECT_TRUE(StartsWith(ErrorOf(model, ShapeOf("vit")), "base.model.encoder.position.learned.max_positions: 9"));
}

TEST(ValidateModelTest, NamesThePathOfEveryPart) {
  const config::Model good = FindTinyModel("gpt2").config;
  config::Model model = good;
  model.mutable_decoder()->mutable_attention()->set_num_heads(5);
  EXPECT_TRUE(StartsWith(ErrorOf(model), "base.model.decoder.attention.num_heads: 5")) << ErrorOf(model);
  model = good;
  model.mutable_embedding()->set_dropout_rate(1);
  EXPECT_TRUE(StartsWith(ErrorOf(model), "base.model.embedding.dropout_rate: 1")) << ErrorOf(model);
  model = FindTinyModel("bert").config;
  model.mutable_encoder()->mutable_embedding_norm()->mutable_norm()->mutable_layer_norm()->set_epsilon(0);
  EXPECT_TRUE(
      StartsWith(ErrorOf(model, ShapeOf("bert")), "base.model.encoder.embedding_norm.norm.layer_norm.epsilon: 0"))
      << ErrorOf(model, ShapeOf("bert"));
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
