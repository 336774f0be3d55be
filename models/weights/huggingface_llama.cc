#include "models/weights/huggingface_llama.h"

#include <nlohmann/json.hpp>

#include "absl/strings/str_cat.h"
#include "core/base/status_macros.h"
#include "models/weights/huggingface_config.h"

namespace ceteris {
namespace {

void ReadScaling(int32_t seq_len, HuggingFaceConfig* rope, config::Rotary* rotary) {
  const std::string type = rope->Word("rope_type", rope->Word("type", "default"));
  if (type == "linear") {
    rotary->mutable_linear()->set_factor(rope->Number("factor", 1));
  } else if (type == "yarn") {
    config::Yarn& yarn = *rotary->mutable_yarn();
    yarn.set_factor(rope->Number("factor", 1));
    yarn.set_original_max_positions(rope->Integer("original_max_position_embeddings", seq_len));
    yarn.set_beta_fast(rope->Number("beta_fast", 32));
    yarn.set_beta_slow(rope->Number("beta_slow", 1));
    rope->Require("truncate", true);
    for (const char* const key : {"attention_factor", "mscale", "mscale_all_dim"}) {
      if (rope->Has(key)) rope->AddProblem(absl::StrCat(key, ": the temperature here is always the paper's"));
    }
  } else if (type == "default") {
    rotary->mutable_no_scaling();
  } else {
    rope->AddProblem(absl::StrCat("rope_type: \"", type, "\" has no counterpart here"));
  }
}

// Version 5 of the library keeps base and scaling in one object; before, they were two keys.
void ReadRotary(const nlohmann::json& json, int32_t seq_len, HuggingFaceConfig* config, config::Rotary* rotary) {
  const bool together = config->Has("rope_parameters") && json.at("rope_parameters").is_object();
  const bool scaled = config->Has("rope_scaling") && json.at("rope_scaling").is_object();
  const nlohmann::json none = nlohmann::json::object();
  const nlohmann::json& scaling = together ? json.at("rope_parameters") : scaled ? json.at("rope_scaling") : none;
  HuggingFaceConfig rope(&scaling);
  rotary->set_theta(rope.Number("rope_theta", config->Number("rope_theta", 10000)));
  ReadScaling(seq_len, &rope, rotary);
  if (!rope.status().ok()) config->AddProblem(rope.status().message());
}

nlohmann::json RopeParameters(const config::Rotary& rotary) {
  nlohmann::json rope = {{"rope_type", "default"}, {"rope_theta", rotary.theta()}};
  if (rotary.has_linear()) {
    rope["rope_type"] = "linear";
    rope["factor"] = rotary.linear().factor();
  } else if (rotary.has_yarn()) {
    rope["rope_type"] = "yarn";
    rope["factor"] = rotary.yarn().factor();
    rope["original_max_position_embeddings"] = rotary.yarn().original_max_positions();
    rope["beta_fast"] = rotary.yarn().beta_fast();
    rope["beta_slow"] = rotary.yarn().beta_slow();
  }
  return rope;
}

absl::StatusOr<HuggingFaceModel> Read(const nlohmann::json& json) {
  HuggingFaceConfig config(&json);
  HuggingFaceModel read;
  read.shape.vocab_size = config.Integer("vocab_size", 32000);
  read.shape.seq_len = config.Integer("max_position_embeddings", 2048);
  read.model.mutable_embedding()->set_tied(config.Flag("tie_word_embeddings", false));
  read.model.mutable_initialization()->mutable_gpt2()->set_stddev(config.Number("initializer_range", 0.02));
  config::Stack& decoder = *read.model.mutable_decoder();
  decoder.set_num_layers(config.Integer("num_hidden_layers", 32));
  decoder.set_d_model(config.Integer("hidden_size", 4096));
  config::Attention& attention = *decoder.mutable_attention();
  attention.set_num_heads(config.Integer("num_attention_heads", 32));
  attention.set_num_kv_heads(config.Integer("num_key_value_heads", attention.num_heads()));
  attention.set_head_dim(config.Integer("head_dim", 0));
  attention.set_bias(config.Flag("attention_bias", false));
  attention.set_dropout_rate(config.Number("attention_dropout", 0));
  decoder.mutable_feed_forward()->set_d_ff(config.Integer("intermediate_size", 11008));
  decoder.mutable_feed_forward()->set_bias(config.Flag("mlp_bias", false));
  config.SetActivation("hidden_act", config.Word("hidden_act", "silu"), /*gated=*/true, decoder.mutable_feed_forward());
  decoder.mutable_norm()->mutable_rms_norm()->set_epsilon(config.Number("rms_norm_eps", 1e-6));
  ReadRotary(json, static_cast<int32_t>(read.shape.seq_len), &config, decoder.mutable_position()->mutable_rotary());
  decoder.mutable_pre_norm();
  RETURN_IF_ERROR(config.status());
  return read;
}

nlohmann::json Write(const HuggingFaceModel& written) {
  const config::Stack& decoder = written.model.decoder();
  const config::Rotary& rotary = decoder.position().rotary();
  return {{"architectures", nlohmann::json::array({"LlamaForCausalLM"})},
          {"model_type", "llama"},
          {"vocab_size", written.shape.vocab_size},
          {"max_position_embeddings", written.shape.seq_len},
          {"hidden_size", decoder.d_model()},
          {"num_hidden_layers", decoder.num_layers()},
          {"num_attention_heads", decoder.attention().num_heads()},
          {"num_key_value_heads", decoder.attention().num_kv_heads()},
          {"head_dim", decoder.attention().head_dim()},
          {"attention_bias", decoder.attention().bias()},
          {"attention_dropout", decoder.attention().dropout_rate()},
          {"intermediate_size", decoder.feed_forward().d_ff()},
          {"mlp_bias", decoder.feed_forward().bias()},
          {"hidden_act", ActivationWord(decoder.feed_forward(), /*gated=*/true, "silu")},
          {"rms_norm_eps", decoder.norm().rms_norm().epsilon()},
          {"rope_parameters", RopeParameters(rotary)},
          {"rope_theta", rotary.theta()},  // for versions before 5, which read scaling from the next one
          {"rope_scaling", rotary.has_linear() || rotary.has_yarn() ? RopeParameters(rotary) : nlohmann::json()},
          {"initializer_range", written.model.initialization().gpt2().stddev()},
          {"tie_word_embeddings", written.model.embedding().tied()},
          {"bos_token_id", nullptr},
          {"eos_token_id", nullptr}};
}

void AddLinear(const std::string& there, const std::string& here, bool bias, ForeignLayout* layout) {
  bias ? AddWeightAndBias(there, here, layout) : AddWeight(there, here, layout);
}

void AddLayer(const config::Stack& decoder, int layer, ForeignLayout* layout) {
  const std::string there = absl::StrCat("model.layers.", layer), here = absl::StrCat("decoder.", layer);
  const bool bias = decoder.attention().bias(), inner_bias = decoder.feed_forward().bias();
  AddWeight(there + ".input_layernorm", here + ".attention.norm", layout);
  AddLinear(there + ".self_attn.q_proj", here + ".attention.query", bias, layout);
  AddLinear(there + ".self_attn.k_proj", here + ".attention.key", bias, layout);
  AddLinear(there + ".self_attn.v_proj", here + ".attention.value", bias, layout);
  AddLinear(there + ".self_attn.o_proj", here + ".attention.output", bias, layout);
  AddWeight(there + ".post_attention_layernorm", here + ".feed_forward.norm", layout);
  AddLinear(there + ".mlp.gate_proj", here + ".feed_forward.gate", inner_bias, layout);
  AddLinear(there + ".mlp.up_proj", here + ".feed_forward.inner", inner_bias, layout);
  AddLinear(there + ".mlp.down_proj", here + ".feed_forward.outer", inner_bias, layout);
  layout->ignored.insert(there + ".self_attn.rotary_emb.inv_freq");
}

ForeignLayout Layout(const HuggingFaceModel& model) {
  ForeignLayout layout;
  layout.prefix = "model.";
  AddWeight("model.embed_tokens", "embedding.token", &layout);
  for (int layer = 0; layer < model.model.decoder().num_layers(); ++layer) {
    AddLayer(model.model.decoder(), layer, &layout);
  }
  AddWeight("model.norm", "decoder.norm", &layout);
  if (model.model.embedding().tied()) {
    layout.copies["lm_head.weight"] = "model.embed_tokens.weight";
  } else {
    AddWeight("lm_head", "head", &layout);
  }
  return layout;
}

}  // namespace

const HuggingFaceFamily& HuggingFaceLlama() {
  static constexpr HuggingFaceFamily kFamily{"llama", /*has_encoder=*/false, /*has_decoder=*/true, Read, Write, Layout};
  return kFamily;
}

}  // namespace ceteris
