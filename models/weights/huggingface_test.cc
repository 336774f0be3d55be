#include "models/weights/huggingface.h"

#include <ATen/ops/equal.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "absl/strings/str_cat.h"
#include "core/base/file.h"
#include "core/tensor/scope.h"
#include "models/model_factory.h"
#include "models/presets/presets.h"
#include "models/testing/tiny_models.h"
#include "models/weights/safetensors.h"

namespace ceteris {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string Folder(const std::string& name) { return absl::StrCat(testing::TempDir(), "/", name); }

// A tiny model, or one that differs from it by a line.
HuggingFaceModel Tiny(const std::string& name) {
  if (name == "marian") {  // with biases, which the paper's attention has not
    HuggingFaceModel model = Tiny("encoder_decoder");
    model.model.mutable_embedding()->set_head_bias(true);
    model.model.mutable_encoder()->mutable_attention()->set_bias(true);
    model.model.mutable_decoder()->mutable_attention()->set_bias(true);
    return model;
  }
  if (name == "t5") {  // both stacks of one shape, scores that are not scaled
    HuggingFaceModel model = Tiny("encoder_decoder_t5");
    model.model.mutable_encoder()->mutable_attention()->set_scale(1);
    model.model.mutable_encoder()->mutable_feed_forward()->mutable_swiglu();
    *model.model.mutable_decoder() = model.model.encoder();
    return model;
  }
  if (name == "sentence_encoder") {
    HuggingFaceModel model = Tiny("bert_classifier");
    model.model.mutable_head()->mutable_classifier()->mutable_pooling()->mutable_mean();
    model.shape.num_classes = 0;
    return model;
  }
  return {FindTinyModel(name).config, FindTinyModel(name).context};
}

ParameterSet Built(const HuggingFaceModel& model, uint64_t seed) {
  ParameterSet parameters;
  EXPECT_TRUE(BuildModel(model.model, model.shape, Scope(&parameters, seed, at::kFloat)).ok());
  return parameters;
}

void ExpectEqual(const ParameterSet& left, const ParameterSet& right) {
  ASSERT_EQ(left.parameters().size(), right.parameters().size());
  for (size_t i = 0; i < left.parameters().size(); ++i) {
    EXPECT_TRUE(at::equal(left.parameters()[i].tensor, right.parameters()[i].tensor)) << left.parameters()[i].name;
  }
}

class HuggingFaceTest : public testing::TestWithParam<const char*> {};

TEST_P(HuggingFaceTest, WhatIsExportedIsReadBack) {
  const HuggingFaceModel model = Tiny(GetParam());
  const ParameterSet exported = Built(model, 1);
  const std::string folder = Folder(GetParam());
  ASSERT_EQ(ExportHuggingFace(model, exported, folder), absl::OkStatus());
  const absl::StatusOr<HuggingFaceModel> read = ReadHuggingFaceConfig(folder);
  ASSERT_TRUE(read.ok()) << read.status();
  ParameterSet imported = Built(model, 2);  // not *read, which is not resolved
  ASSERT_EQ(ImportHuggingFace(folder, *read, &imported), absl::OkStatus());
  ExpectEqual(imported, exported);
}

INSTANTIATE_TEST_SUITE_P(Families, HuggingFaceTest,
                         testing::Values("gpt2", "llama", "bert", "bert_classifier", "vit", "marian",
                                         "sentence_encoder", "t5"));

// Sizes, epsilons, activations, heads: all as there.
TEST(HuggingFaceTest, PresetsAreTheModelsThatTransformersMeansByTheirNames) {
  const std::map<std::string, std::string> types = {
      {"gpt2_small", "gpt2"},         {"gpt2_xl", "gpt2"}, {"llama2_7b", "llama"}, {"bert_base_uncased", "bert"},
      {"bert_large_uncased", "bert"}, {"t5_small", "t5"},  {"vit_b16", "vit"},
  };
  for (const auto& [name, type] : types) {
    const config::Preset preset = FindPreset(name).value();
    const HuggingFaceModel model{preset.model(), ShapeOfPreset(preset)};
    const absl::StatusOr<std::string> found = HuggingFaceModelType(model);
    ASSERT_TRUE(found.ok()) << name << ": " << found.status();
    EXPECT_EQ(*found, type) << name;
  }
}

TEST(HuggingFaceTest, RefusesAModelThatNoClassComputesFieldByField) {
  const HuggingFaceModel model = Tiny("alibi");
  const absl::Status status = ExportHuggingFace(model, Built(model, 1), Folder("refused"));
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(status.message(), HasSubstr("gpt2: model.decoder.feed_forward is geglu, not gelu_tanh; "
                                          "model.decoder.norm.layer_norm.bias is false, not true; "
                                          "model.decoder.position is alibi, not learned"));
  EXPECT_THAT(status.message(), HasSubstr("llama: "));
  EXPECT_THAT(status.message(), Not(HasSubstr("bert: "))) << "which has other stacks";
  EXPECT_FALSE(ReadFile(Folder("refused/config.json")).ok()) << "nothing is written";
}

TEST(HuggingFaceTest, NamesWhatAConfigAsksForThatIsNotHere) {
  const std::string folder = Folder("config");
  ASSERT_TRUE(MakeDirectories(folder).ok());
  const auto problem = [&](const std::string& json) {
    EXPECT_TRUE(WriteFileAtomically(folder + "/config.json", json).ok());
    return std::string(ReadHuggingFaceConfig(folder).status().message());
  };
  const std::string path = folder + "/config.json: ";
  EXPECT_EQ(problem("[]"), path + "is no JSON object");
  EXPECT_EQ(problem("{"), path + "is no JSON object");
  EXPECT_THAT(problem("{\"model_type\": \"mamba\"}"), HasSubstr("model_type \"mamba\" is not read; use gpt2, "));
  EXPECT_EQ(problem("{\"model_type\": \"gpt2\", \"n_embd\": -1, \"n_head\": 12.5, \"layer_norm_epsilon\": \"small\", "
                    "\"activation_function\": \"tanh\", \"scale_attn_by_inverse_layer_idx\": true}"),
            path +
                "n_embd: -1 is no size; n_head: 12.5 is no size; activation_function: \"tanh\" has no counterpart "
                "among the feed-forward layers here; layer_norm_epsilon: \"small\" is no number; "
                "scale_attn_by_inverse_layer_idx: true has no counterpart here");
  EXPECT_EQ(problem("{\"model_type\": \"llama\", \"rope_scaling\": {\"rope_type\": \"llama3\", \"factor\": 8}}"),
            path + "rope_type: \"llama3\" has no counterpart here");
  EXPECT_EQ(problem("{\"model_type\": \"gpt2\"}"), "");
}

TEST(HuggingFaceTest, ASentenceEncoderMustPoolAsIsDoneHere) {
  const std::string folder = Folder("pooling");
  ASSERT_TRUE(MakeDirectories(folder + "/1_Pooling").ok());
  ASSERT_TRUE(WriteFileAtomically(folder + "/config.json", "{\"model_type\": \"bert\"}").ok());
  const auto read = [&](const std::string& pooling) {
    EXPECT_TRUE(WriteFileAtomically(folder + "/1_Pooling/config.json", pooling).ok());
    return ReadHuggingFaceConfig(folder);
  };
  for (const char* const mean : {"{\"pooling_mode_mean_tokens\": true}", "{\"pooling_mode\": \"mean\"}"}) {
    const absl::StatusOr<HuggingFaceModel> sentences = read(mean);
    ASSERT_TRUE(sentences.ok()) << sentences.status();
    EXPECT_TRUE(sentences->model.head().classifier().pooling().has_mean());
  }
  EXPECT_THAT(read("{\"pooling_mode_max_tokens\": true}").status().message(),
              HasSubstr("pooling_mode_max_tokens: true has no counterpart here"));
  EXPECT_THAT(read("{\"pooling_mode\": \"cls\"}").status().message(), HasSubstr("pooling_mode: \"cls\""));
}

TEST(HuggingFaceTest, AFileThatDoesNotFitIsNamedWithEveryTensor) {
  const HuggingFaceModel model = Tiny("gpt2");
  const std::string folder = Folder("misfit");
  ParameterSet parameters = Built(model, 1);
  ASSERT_TRUE(ExportHuggingFace(model, parameters, folder).ok());
  HuggingFaceModel wider = model;
  wider.shape.vocab_size += 1;
  ParameterSet other = Built(wider, 1);
  EXPECT_EQ(ImportHuggingFace(folder, wider, &other).message(),
            folder + " does not fit the model: transformer.wte.weight is [11, 16], the model has [12, 16]");
}

TEST(HuggingFaceTest, ReadsACheckpointInShards) {
  const HuggingFaceModel model = Tiny("llama");
  const std::string folder = Folder("shards");
  const ParameterSet exported = Built(model, 1);
  ASSERT_TRUE(ExportHuggingFace(model, exported, folder).ok());
  std::vector<NamedTensor> tensors = ReadSafetensors(folder + "/model.safetensors").value().tensors;
  ASSERT_EQ(std::remove((folder + "/model.safetensors").c_str()), 0);
  const std::vector<NamedTensor> first(tensors.begin(), tensors.begin() + 3), rest(tensors.begin() + 3, tensors.end());
  ASSERT_TRUE(WriteSafetensors(folder + "/a.safetensors", first).ok());
  ASSERT_TRUE(WriteSafetensors(folder + "/b.safetensors", rest).ok());
  const std::string index = folder + "/model.safetensors.index.json";
  ASSERT_TRUE(
      WriteFileAtomically(index, "{\"weight_map\": {\"x\": \"a.safetensors\", \"y\": \"b.safetensors\"}}").ok());
  ParameterSet imported = Built(model, 2);
  ASSERT_EQ(ImportHuggingFace(folder, model, &imported), absl::OkStatus());
  ExpectEqual(imported, exported);
  ASSERT_TRUE(WriteFileAtomically(index, "{\"weight_map\": {\"x\": \"../a.safetensors\"}}").ok());
  EXPECT_THAT(ImportHuggingFace(folder, model, &imported).message(), HasSubstr("\"x\" is in no file of this folder"));
}

TEST(HuggingFaceTest, AFolderWithoutWeightsIsNamed) {
  const HuggingFaceModel model = Tiny("gpt2");
  ParameterSet parameters = Built(model, 1);
  EXPECT_THAT(ImportHuggingFace("no_such_folder", model, &parameters).message(), HasSubstr("no_such_folder"));
}

}  // namespace
}  // namespace ceteris
