#include "models/weights/huggingface_marian.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "absl/strings/str_cat.h"
#include "core/base/status_macros.h"
#include "models/weights/huggingface_config.h"

namespace ceteris {
namespace {

// side: "encoder" or "decoder".
void ReadStack(const std::string& side, HuggingFaceConfig* config, config::Stack* stack) {
  stack->set_num_layers(config->Integer(side + "_layers", 12));
  stack->set_d_model(config->Integer("d_model", 1024));
  stack->set_dropout_rate(config->Number("dropout", 0.1));
  stack->mutable_attention()->set_num_heads(config->Integer(side + "_attention_heads", 16));
  stack->mutable_attention()->set_bias(true);
  stack->mutable_attention()->set_dropout_rate(config->Number("attention_dropout", 0));
  config::FeedForward& feed_forward = *stack->mutable_feed_forward();
  feed_forward.set_d_ff(config->Integer(side + "_ffn_dim", 4096));
  feed_forward.set_bias(true);
  feed_forward.set_dropout_rate(config->Number("activation_dropout", 0));
  config->SetActivation("activation_function", config->Word("activation_function", "gelu"), /*gated=*/false,
                        &feed_forward);
  stack->mutable_norm()->mutable_layer_norm()->set_epsilon(1e-5);
  stack->mutable_position()->mutable_sinusoidal()->set_theta(10000);
  stack->mutable_post_norm();
}

absl::StatusOr<HuggingFaceModel> Read(const nlohmann::json& json) {
  HuggingFaceConfig config(&json);
  HuggingFaceModel read;
  read.shape.vocab_size = config.Integer("vocab_size", 58101);
  read.shape.seq_len = read.shape.source_len = config.Integer("max_position_embeddings", 1024);
  ReadStack("encoder", &config, read.model.mutable_encoder());
  ReadStack("decoder", &config, read.model.mutable_decoder());
  config::Embedding& embedding = *read.model.mutable_embedding();
  embedding.set_tied(true);
  embedding.set_head_bias(true);
  embedding.set_scale_by_sqrt_d_model(config.Flag("scale_embedding", false));
  embedding.set_source_tied(config.Flag("share_encoder_decoder_embeddings", true));
  embedding.set_dropout_rate(config.Number("dropout", 0.1));
  read.model.mutable_initialization()->mutable_gpt2()->set_stddev(config.Number("init_std", 0.02));
  config.Require("tie_word_embeddings", true);
  if (config.Integer("decoder_vocab_size", static_cast<int32_t>(read.shape.vocab_size)) != read.shape.vocab_size) {
    config.AddProblem("decoder_vocab_size: encoder and decoder have one vocabulary here");
  }
  RETURN_IF_ERROR(config.status());
  return read;
}

nlohmann::json Write(const HuggingFaceModel& written) {
  const config::Stack &encoder = written.model.encoder(), &decoder = written.model.decoder();
  const config::Embedding& embedding = written.model.embedding();
  return {{"architectures", nlohmann::json::array({"MarianMTModel"})},
          {"model_type", "marian"},
          {"is_encoder_decoder", true},
          {"vocab_size", written.shape.vocab_size},
          {"decoder_vocab_size", written.shape.vocab_size},
          {"max_position_embeddings", std::max(written.shape.seq_len, written.shape.source_len)},
          {"d_model", encoder.d_model()},
          {"encoder_layers", encoder.num_layers()},
          {"decoder_layers", decoder.num_layers()},
          {"encoder_attention_heads", encoder.attention().num_heads()},
          {"decoder_attention_heads", decoder.attention().num_heads()},
          {"encoder_ffn_dim", encoder.feed_forward().d_ff()},
          {"decoder_ffn_dim", decoder.feed_forward().d_ff()},
          {"activation_function", ActivationWord(encoder.feed_forward(), /*gated=*/false, "relu")},
          {"dropout", encoder.dropout_rate()},
          {"attention_dropout", encoder.attention().dropout_rate()},
          {"activation_dropout", encoder.feed_forward().dropout_rate()},
          {"scale_embedding", embedding.scale_by_sqrt_d_model()},
          {"share_encoder_decoder_embeddings", embedding.source_tied()},
          {"init_std", written.model.initialization().gpt2().stddev()},
          {"tie_word_embeddings", true},
          // Which token is which is the task's affair.
          {"pad_token_id", nullptr},
          {"eos_token_id", nullptr},
          {"forced_eos_token_id", nullptr},
          {"decoder_start_token_id", 0}};
}

// Adds tensors whose rows or columns are channels of the residual stream.
class ChannelLayout {
 public:
  explicit ChannelLayout(int64_t d_model) {
    for (int64_t i = 0; i < d_model; i += 2) channels_.push_back(i);  // the sines
    for (int64_t i = 1; i < d_model; i += 2) channels_.push_back(i);  // the cosines
  }

  void AddTable(const std::string& there, const std::string& here) {
    layout.tensors.push_back({there + ".weight", {here + ".weight"}, false, {}, channels_});
  }
  void AddNorm(const std::string& there, const std::string& here) {
    layout.tensors.push_back({there + ".weight", {here + ".weight"}, false, channels_});
    layout.tensors.push_back({there + ".bias", {here + ".bias"}, false, channels_});
  }
  void AddReader(const std::string& there, const std::string& here) {
    AddTable(there, here);
    layout.tensors.push_back({there + ".bias", {here + ".bias"}});
  }
  void AddWriter(const std::string& there, const std::string& here) { AddNorm(there, here); }

  void AddAttention(const std::string& there, const std::string& here) {
    AddReader(there + ".q_proj", here + ".query");
    AddReader(there + ".k_proj", here + ".key");
    AddReader(there + ".v_proj", here + ".value");
    AddWriter(there + ".out_proj", here + ".output");
    AddNorm(there + "_layer_norm", here + ".norm");
  }

  // side: "encoder" or "decoder", in both projects.
  void AddStack(const std::string& side, int num_layers) {
    for (int layer = 0; layer < num_layers; ++layer) {
      const std::string there = absl::StrCat("model.", side, ".layers.", layer), here = absl::StrCat(side, ".", layer);
      AddAttention(there + ".self_attn", here + ".attention");
      if (side == "decoder") AddAttention(there + ".encoder_attn", here + ".cross_attention");
      AddReader(there + ".fc1", here + ".feed_forward.inner");
      AddWriter(there + ".fc2", here + ".feed_forward.outer");
      AddNorm(there + ".final_layer_norm", here + ".feed_forward.norm");
    }
    layout.ignored.insert(absl::StrCat("model.", side, ".embed_positions.weight"));
  }

  ForeignLayout layout;

 private:
  std::vector<int64_t> channels_;
};

ForeignLayout Layout(const HuggingFaceModel& model) {
  const config::Embedding& embedding = model.model.embedding();
  ChannelLayout channels(model.model.decoder().d_model());
  const std::string table = embedding.source_tied() ? "model.shared" : "model.decoder.embed_tokens";
  channels.AddTable(table, "embedding.token");
  if (!embedding.source_tied()) channels.AddTable("model.encoder.embed_tokens", "embedding.source");
  channels.AddStack("encoder", model.model.encoder().num_layers());
  channels.AddStack("decoder", model.model.decoder().num_layers());
  ForeignLayout& layout = channels.layout;
  layout.tensors.push_back({"final_logits_bias", {"head.bias"}, false, {}, {}, {1, model.shape.vocab_size}});
  layout.copies["lm_head.weight"] = table + ".weight";
  if (embedding.source_tied()) {
    layout.copies["model.encoder.embed_tokens.weight"] = "model.shared.weight";
    layout.copies["model.decoder.embed_tokens.weight"] = "model.shared.weight";
  }
  return layout;
}

}  // namespace

const HuggingFaceFamily& HuggingFaceMarian() {
  static constexpr HuggingFaceFamily kFamily{"marian", /*has_encoder=*/true, /*has_decoder=*/true, Read, Write, Layout};
  return kFamily;
}

}  // namespace ceteris
