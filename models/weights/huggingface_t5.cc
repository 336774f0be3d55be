#include "models/weights/huggingface_t5.h"

#include <cmath>
#include <nlohmann/json.hpp>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "core/base/status_macros.h"
#include "models/weights/huggingface_config.h"

namespace ceteris {
namespace {

void ReadFeedForward(HuggingFaceConfig* config, config::FeedForward* feed_forward) {
  feed_forward->set_d_ff(config->Integer("d_ff", 2048));
  feed_forward->set_bias(false);
  feed_forward->set_dropout_rate(config->Number("dropout_rate", 0.1));
  const std::string word = config->Word("feed_forward_proj", "relu");
  if (word == "gated-gelu") {
    config->AddProblem(
        "feed_forward_proj: gated-gelu means the tanh approximation there, which no gated layer here has");
    return;
  }
  const bool gated = absl::StartsWith(word, "gated-");
  config->SetActivation("feed_forward_proj", std::string(absl::StripPrefix(word, "gated-")), gated, feed_forward);
}

// What both stacks share.
void ReadStack(HuggingFaceConfig* config, config::Stack* stack) {
  const double dropout_rate = config->Number("dropout_rate", 0.1);
  stack->set_d_model(config->Integer("d_model", 512));
  stack->set_dropout_rate(dropout_rate);
  config::Attention& attention = *stack->mutable_attention();
  attention.set_num_heads(config->Integer("num_heads", 8));
  attention.set_head_dim(config->Integer("d_kv", 64));
  attention.set_bias(false);
  attention.set_scale(1);
  attention.set_dropout_rate(dropout_rate);
  ReadFeedForward(config, stack->mutable_feed_forward());
  stack->mutable_norm()->mutable_rms_norm()->set_epsilon(config->Number("layer_norm_epsilon", 1e-6));
  config::RelativeBias& bias = *stack->mutable_position()->mutable_relative_bias();
  bias.set_num_buckets(config->Integer("relative_attention_num_buckets", 32));
  bias.set_max_distance(config->Integer("relative_attention_max_distance", 128));
  stack->mutable_pre_norm();
}

absl::StatusOr<HuggingFaceModel> Read(const nlohmann::json& json) {
  HuggingFaceConfig config(&json);
  HuggingFaceModel read;
  read.shape.vocab_size = config.Integer("vocab_size", 32128);
  read.shape.seq_len = read.shape.source_len = config.Integer("n_positions", 512);  // which bounds nothing
  ReadStack(&config, read.model.mutable_encoder());
  *read.model.mutable_decoder() = read.model.encoder();
  const int32_t num_layers = config.Integer("num_layers", 6);
  read.model.mutable_encoder()->set_num_layers(num_layers);
  read.model.mutable_decoder()->set_num_layers(config.Integer("num_decoder_layers", num_layers));
  config::Embedding& embedding = *read.model.mutable_embedding();
  embedding.set_tied(true);
  embedding.set_dropout_rate(config.Number("dropout_rate", 0.1));
  embedding.set_head_scale(std::pow(read.model.decoder().d_model(), -0.5));
  config.Require("tie_word_embeddings", true);
  config.Require("scale_decoder_outputs", true);
  RETURN_IF_ERROR(config.status());
  return read;
}

std::string FeedForwardWord(const config::FeedForward& feed_forward) {
  const std::string gate = ActivationWord(feed_forward, /*gated=*/true, "");
  return gate.empty() ? ActivationWord(feed_forward, /*gated=*/false, "relu") : absl::StrCat("gated-", gate);
}

nlohmann::json Write(const HuggingFaceModel& written) {
  const config::Stack &encoder = written.model.encoder(), &decoder = written.model.decoder();
  const config::RelativeBias& bias = encoder.position().relative_bias();
  return {{"architectures", nlohmann::json::array({"T5ForConditionalGeneration"})},
          {"model_type", "t5"},
          {"is_encoder_decoder", true},
          {"vocab_size", written.shape.vocab_size},
          {"n_positions", written.shape.seq_len},
          {"d_model", encoder.d_model()},
          {"d_kv", encoder.attention().head_dim()},
          {"d_ff", encoder.feed_forward().d_ff()},
          {"num_layers", encoder.num_layers()},
          {"num_decoder_layers", decoder.num_layers()},
          {"num_heads", encoder.attention().num_heads()},
          {"relative_attention_num_buckets", bias.num_buckets()},
          {"relative_attention_max_distance", bias.max_distance()},
          {"dropout_rate", encoder.dropout_rate()},
          {"layer_norm_epsilon", encoder.norm().rms_norm().epsilon()},
          {"feed_forward_proj", FeedForwardWord(encoder.feed_forward())},
          {"tie_word_embeddings", true},
          {"pad_token_id", nullptr},
          {"eos_token_id", nullptr}};
}

void AddAttention(const std::string& there, const std::string& here, ForeignLayout* layout) {
  AddWeight(there + ".q", here + ".query", layout);
  AddWeight(there + ".k", here + ".key", layout);
  AddWeight(there + ".v", here + ".value", layout);
  AddWeight(there + ".o", here + ".output", layout);
}

void AddFeedForward(const config::FeedForward& feed_forward, const std::string& there, const std::string& here,
                    ForeignLayout* layout) {
  if (ActivationWord(feed_forward, /*gated=*/true, "").empty()) {
    AddWeight(there + ".wi", here + ".inner", layout);
  } else {
    AddWeight(there + ".wi_0", here + ".gate", layout);
    AddWeight(there + ".wi_1", here + ".inner", layout);
  }
  AddWeight(there + ".wo", here + ".outer", layout);
}

// name: "encoder" or "decoder", in both projects.
void AddStack(const config::Stack& stack, const std::string& name, ForeignLayout* layout) {
  for (int layer = 0; layer < stack.num_layers(); ++layer) {
    const std::string there = absl::StrCat(name, ".block.", layer, ".layer."), here = absl::StrCat(name, ".", layer);
    int sublayer = 0;
    AddAttention(absl::StrCat(there, sublayer, ".SelfAttention"), here + ".attention", layout);
    AddWeight(absl::StrCat(there, sublayer++, ".layer_norm"), here + ".attention.norm", layout);
    if (name == "decoder") {
      AddAttention(absl::StrCat(there, sublayer, ".EncDecAttention"), here + ".cross_attention", layout);
      AddWeight(absl::StrCat(there, sublayer++, ".layer_norm"), here + ".cross_attention.norm", layout);
    }
    AddFeedForward(stack.feed_forward(), absl::StrCat(there, sublayer, ".DenseReluDense"), here + ".feed_forward",
                   layout);
    AddWeight(absl::StrCat(there, sublayer, ".layer_norm"), here + ".feed_forward.norm", layout);
  }
  layout->tensors.push_back({name + ".block.0.layer.0.SelfAttention.relative_attention_bias.weight",
                             {name + ".position.weight"},
                             /*transposed=*/true});
  AddWeight(name + ".final_layer_norm", name + ".norm", layout);
}

ForeignLayout Layout(const HuggingFaceModel& model) {
  ForeignLayout layout;
  AddWeight("shared", "embedding.token", &layout);
  AddStack(model.model.encoder(), "encoder", &layout);
  AddStack(model.model.decoder(), "decoder", &layout);
  for (const char* const copy : {"encoder.embed_tokens.weight", "decoder.embed_tokens.weight", "lm_head.weight"}) {
    layout.copies[copy] = "shared.weight";
  }
  // Old files hold it, and nothing reads it.
  layout.ignored = {"decoder.block.0.layer.1.EncDecAttention.relative_attention_bias.weight"};
  return layout;
}

}  // namespace

const HuggingFaceFamily& HuggingFaceT5() {
  static constexpr HuggingFaceFamily kFamily{"t5", /*has_encoder=*/true, /*has_decoder=*/true, Read, Write, Layout};
  return kFamily;
}

}  // namespace ceteris
