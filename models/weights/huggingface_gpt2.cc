#include "models/weights/huggingface_gpt2.h"

#include <nlohmann/json.hpp>

#include "absl/strings/str_cat.h"
#include "core/base/status_macros.h"
#include "models/weights/huggingface_config.h"

namespace ceteris {
namespace {

absl::StatusOr<HuggingFaceModel> Read(const nlohmann::json& json) {
  HuggingFaceConfig config(&json);
  HuggingFaceModel read;
  read.shape.vocab_size = config.Integer("vocab_size", 50257);
  read.shape.seq_len = config.Integer("n_positions", 1024);
  read.model.mutable_embedding()->set_tied(config.Flag("tie_word_embeddings", true));
  read.model.mutable_embedding()->set_dropout_rate(config.Number("embd_pdrop", 0.1));
  read.model.mutable_initialization()->mutable_gpt2()->set_stddev(config.Number("initializer_range", 0.02));
  config::Stack& decoder = *read.model.mutable_decoder();
  decoder.set_num_layers(config.Integer("n_layer", 12));
  decoder.set_d_model(config.Integer("n_embd", 768));
  decoder.set_dropout_rate(config.Number("resid_pdrop", 0.1));
  decoder.mutable_attention()->set_num_heads(config.Integer("n_head", 12));
  decoder.mutable_attention()->set_bias(true);
  decoder.mutable_attention()->set_dropout_rate(config.Number("attn_pdrop", 0.1));
  decoder.mutable_feed_forward()->set_d_ff(config.Integer("n_inner", 0));
  decoder.mutable_feed_forward()->set_bias(true);
  config.SetActivation("activation_function", config.Word("activation_function", "gelu_new"), /*gated=*/false,
                       decoder.mutable_feed_forward());
  decoder.mutable_norm()->mutable_layer_norm()->set_epsilon(config.Number("layer_norm_epsilon", 1e-5));
  decoder.mutable_position()->mutable_learned()->set_max_positions(static_cast<int32_t>(read.shape.seq_len));
  decoder.mutable_pre_norm();
  config.Require("scale_attn_weights", true);
  config.Require("scale_attn_by_inverse_layer_idx", false);
  config.Require("add_cross_attention", false);
  RETURN_IF_ERROR(config.status());
  return read;
}

nlohmann::json Write(const HuggingFaceModel& written) {
  const config::Stack& decoder = written.model.decoder();
  return {{"architectures", nlohmann::json::array({"GPT2LMHeadModel"})},
          {"model_type", "gpt2"},
          {"vocab_size", written.shape.vocab_size},
          {"n_positions", decoder.position().learned().max_positions()},
          {"n_embd", decoder.d_model()},
          {"n_layer", decoder.num_layers()},
          {"n_head", decoder.attention().num_heads()},
          {"n_inner", decoder.feed_forward().d_ff()},
          {"activation_function", ActivationWord(decoder.feed_forward(), /*gated=*/false, "gelu_new")},
          {"layer_norm_epsilon", decoder.norm().layer_norm().epsilon()},
          {"embd_pdrop", written.model.embedding().dropout_rate()},
          {"resid_pdrop", decoder.dropout_rate()},
          {"attn_pdrop", decoder.attention().dropout_rate()},
          {"initializer_range", written.model.initialization().gpt2().stddev()},
          {"tie_word_embeddings", written.model.embedding().tied()},
          {"bos_token_id", nullptr},
          {"eos_token_id", nullptr}};
}

void AddLayer(int layer, ForeignLayout* layout) {
  const std::string there = absl::StrCat("transformer.h.", layer), here = absl::StrCat("decoder.", layer);
  const std::string attention = here + ".attention";
  AddWeightAndBias(there + ".ln_1", attention + ".norm", layout);
  for (const char* const kind : {".weight", ".bias"}) {
    layout->tensors.push_back({absl::StrCat(there, ".attn.c_attn", kind),
                               {absl::StrCat(attention, ".query", kind), absl::StrCat(attention, ".key", kind),
                                absl::StrCat(attention, ".value", kind)},
                               /*transposed=*/kind == std::string(".weight")});
  }
  AddWeightAndBias(there + ".attn.c_proj", attention + ".output", layout, /*transposed=*/true);
  AddWeightAndBias(there + ".ln_2", here + ".feed_forward.norm", layout);
  AddWeightAndBias(there + ".mlp.c_fc", here + ".feed_forward.inner", layout, /*transposed=*/true);
  AddWeightAndBias(there + ".mlp.c_proj", here + ".feed_forward.outer", layout, /*transposed=*/true);
  layout->ignored.insert({there + ".attn.bias", there + ".attn.masked_bias"});
}

ForeignLayout Layout(const HuggingFaceModel& model) {
  ForeignLayout layout;
  layout.prefix = "transformer.";
  AddWeight("transformer.wte", "embedding.token", &layout);
  AddWeight("transformer.wpe", "embedding.position", &layout);
  for (int layer = 0; layer < model.model.decoder().num_layers(); ++layer) AddLayer(layer, &layout);
  AddWeightAndBias("transformer.ln_f", "decoder.norm", &layout);
  if (model.model.embedding().tied()) {
    layout.copies["lm_head.weight"] = "transformer.wte.weight";
  } else {
    AddWeight("lm_head", "head", &layout);
  }
  return layout;
}

}  // namespace

const HuggingFaceFamily& HuggingFaceGpt2() {
  static constexpr HuggingFaceFamily kFamily{"gpt2", /*has_encoder=*/false, /*has_decoder=*/true, Read, Write, Layout};
  return kFamily;
}

}  // namespace ceteris
