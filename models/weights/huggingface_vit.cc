#include "models/weights/huggingface_vit.h"

#include <nlohmann/json.hpp>

#include "absl/strings/str_cat.h"
#include "core/base/status_macros.h"
#include "models/weights/huggingface_config.h"

namespace ceteris {
namespace {

// The class token and one place per patch; 0 where the patch is no size.
int64_t NumPlaces(const HuggingFaceModel& model) {
  const int64_t patch_size = model.model.input().patches().patch_size();
  if (patch_size == 0) return 0;
  const int64_t side = model.shape.image_size / patch_size;
  return side * side + 1;
}

absl::StatusOr<HuggingFaceModel> Read(const nlohmann::json& json) {
  HuggingFaceConfig config(&json);
  HuggingFaceModel read;
  read.shape.image_size = config.Integer("image_size", 224);
  read.shape.image_channels = config.Integer("num_channels", 3);
  read.shape.num_classes = config.NumLabels();
  config::Patches& patches = *read.model.mutable_input()->mutable_patches();
  patches.set_patch_size(config.Integer("patch_size", 16));
  patches.set_class_token(true);
  const double dropout_rate = config.Number("hidden_dropout_prob", 0);
  read.model.mutable_embedding()->set_dropout_rate(dropout_rate);
  read.model.mutable_initialization()->mutable_gpt2()->set_stddev(config.Number("initializer_range", 0.02));
  config::Stack& encoder = *read.model.mutable_encoder();
  encoder.set_num_layers(config.Integer("num_hidden_layers", 12));
  encoder.set_d_model(config.Integer("hidden_size", 768));
  encoder.set_dropout_rate(dropout_rate);
  encoder.mutable_attention()->set_num_heads(config.Integer("num_attention_heads", 12));
  encoder.mutable_attention()->set_bias(true);
  encoder.mutable_attention()->set_dropout_rate(config.Number("attention_probs_dropout_prob", 0));
  encoder.mutable_feed_forward()->set_d_ff(config.Integer("intermediate_size", 3072));
  encoder.mutable_feed_forward()->set_bias(true);
  config.SetActivation("hidden_act", config.Word("hidden_act", "gelu"), /*gated=*/false,
                       encoder.mutable_feed_forward());
  encoder.mutable_norm()->mutable_layer_norm()->set_epsilon(config.Number("layer_norm_eps", 1e-12));
  encoder.mutable_position()->mutable_learned()->set_max_positions(static_cast<int32_t>(NumPlaces(read)));
  encoder.mutable_pre_norm();
  read.model.mutable_head()->mutable_classifier()->mutable_pooling()->mutable_first_token();
  config.Require("qkv_bias", true);
  RETURN_IF_ERROR(config.status());
  return read;
}

nlohmann::json Write(const HuggingFaceModel& written) {
  const config::Stack& encoder = written.model.encoder();
  nlohmann::json json = {
      {"architectures", nlohmann::json::array({"ViTForImageClassification"})},
      {"model_type", "vit"},
      {"image_size", written.shape.image_size},
      {"num_channels", written.shape.image_channels},
      {"patch_size", written.model.input().patches().patch_size()},
      {"hidden_size", encoder.d_model()},
      {"num_hidden_layers", encoder.num_layers()},
      {"num_attention_heads", encoder.attention().num_heads()},
      {"qkv_bias", true},
      {"intermediate_size", encoder.feed_forward().d_ff()},
      {"hidden_act", ActivationWord(encoder.feed_forward(), /*gated=*/false, "gelu")},
      {"layer_norm_eps", encoder.norm().layer_norm().epsilon()},
      {"hidden_dropout_prob", encoder.dropout_rate()},
      {"attention_probs_dropout_prob", encoder.attention().dropout_rate()},
      {"initializer_range", written.model.initialization().gpt2().stddev()},
  };
  AddLabels(written.shape.num_classes, &json);
  return json;
}

void AddLayer(int layer, ForeignLayout* layout) {
  const std::string there = absl::StrCat("vit.encoder.layer.", layer), here = absl::StrCat("encoder.", layer);
  AddWeightAndBias(there + ".layernorm_before", here + ".attention.norm", layout);
  for (const char* const part : {"query", "key", "value"}) {
    AddWeightAndBias(absl::StrCat(there, ".attention.attention.", part), absl::StrCat(here, ".attention.", part),
                     layout);
  }
  AddWeightAndBias(there + ".attention.output.dense", here + ".attention.output", layout);
  AddWeightAndBias(there + ".layernorm_after", here + ".feed_forward.norm", layout);
  AddWeightAndBias(there + ".intermediate.dense", here + ".feed_forward.inner", layout);
  AddWeightAndBias(there + ".output.dense", here + ".feed_forward.outer", layout);
}

ForeignLayout Layout(const HuggingFaceModel& model) {
  const int64_t d_model = model.model.encoder().d_model(), patch_size = model.model.input().patches().patch_size();
  ForeignLayout layout;
  layout.prefix = "vit.";
  const std::string embeddings = "vit.embeddings.";
  const auto add = [&](const std::string& there, const std::string& here, const std::vector<int64_t>& shape) {
    layout.tensors.push_back({embeddings + there, {"embedding." + here}, false, {}, {}, shape});
  };
  add("cls_token", "class_token.weight", {1, 1, d_model});
  add("position_embeddings", "position.weight", {1, NumPlaces(model), d_model});
  add("patch_embeddings.projection.weight", "patch.weight",
      {d_model, model.shape.image_channels, patch_size, patch_size});
  add("patch_embeddings.projection.bias", "patch.bias", {d_model});
  for (int layer = 0; layer < model.model.encoder().num_layers(); ++layer) AddLayer(layer, &layout);
  AddWeightAndBias("vit.layernorm", "encoder.norm", &layout);
  if (model.shape.num_classes > 0) AddWeightAndBias("classifier", "head", &layout);
  layout.ignored = {"vit.pooler.dense.weight", "vit.pooler.dense.bias"};
  return layout;
}

}  // namespace

const HuggingFaceFamily& HuggingFaceVit() {
  static constexpr HuggingFaceFamily kFamily{"vit", /*has_encoder=*/true, /*has_decoder=*/false, Read, Write, Layout};
  return kFamily;
}

}  // namespace ceteris
