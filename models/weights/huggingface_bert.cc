#include "models/weights/huggingface_bert.h"

#include <nlohmann/json.hpp>

#include "absl/strings/str_cat.h"
#include "core/base/status_macros.h"
#include "models/weights/huggingface_config.h"

namespace ceteris {

const char kSentencePooling[] = "sentence_transformers_pooling";

namespace {

void ReadPooling(const nlohmann::json& json, HuggingFaceConfig* config, config::Pooling* pooling) {
  if (!config->Has(kSentencePooling)) {
    pooling->mutable_bert_pooler();
    return;
  }
  HuggingFaceConfig modes(&json.at(kSentencePooling));
  for (const char* const other :
       {"pooling_mode_cls_token", "pooling_mode_max_tokens", "pooling_mode_mean_sqrt_len_tokens",
        "pooling_mode_weightedmean_tokens", "pooling_mode_lasttoken"}) {
    modes.Require(other, false);
  }
  modes.Require("pooling_mode_mean_tokens", true);
  const std::string mode = modes.Word("pooling_mode", "mean");  // one word, since version 6 of the package
  if (mode != "mean") modes.AddProblem(absl::StrCat("pooling_mode: \"", mode, "\" has no counterpart here"));
  if (!modes.status().ok()) config->AddProblem(modes.status().message());
  pooling->mutable_mean();
}

void ReadHead(const nlohmann::json& json, HuggingFaceConfig* config, HuggingFaceModel* read) {
  const std::string architecture = config->Architecture();
  config::Embedding& embedding = *read->model.mutable_embedding();
  if (architecture == "BertForMaskedLM" || architecture == "BertForPreTraining") {
    embedding.set_tied(config->Flag("tie_word_embeddings", true));
    embedding.set_head_bias(true);
    read->model.mutable_head()->mutable_masked_tokens();
    if (config->Word("hidden_act", "gelu") != "gelu")
      config->AddProblem("hidden_act: the head for masked tokens has gelu");
    return;
  }
  config::Classifier& classifier = *read->model.mutable_head()->mutable_classifier();
  classifier.set_dropout_rate(config->Number("classifier_dropout", config->Number("hidden_dropout_prob", 0.1)));
  ReadPooling(json, config, classifier.mutable_pooling());
  if (architecture == "BertForSequenceClassification") {
    read->shape.num_classes = config->NumLabels();
  } else if (!architecture.empty() && architecture != "BertModel") {
    config->AddProblem(absl::StrCat("architectures: ", architecture, " has no counterpart here"));
  }
}

absl::StatusOr<HuggingFaceModel> Read(const nlohmann::json& json) {
  HuggingFaceConfig config(&json);
  HuggingFaceModel read;
  read.shape.vocab_size = config.Integer("vocab_size", 30522);
  read.shape.seq_len = config.Integer("max_position_embeddings", 512);
  read.shape.num_segments = config.Integer("type_vocab_size", 2);
  const double dropout_rate = config.Number("hidden_dropout_prob", 0.1),
               epsilon = config.Number("layer_norm_eps", 1e-12);
  read.model.mutable_embedding()->set_dropout_rate(dropout_rate);
  read.model.mutable_initialization()->mutable_bert_normal()->set_stddev(config.Number("initializer_range", 0.02));
  config::Stack& encoder = *read.model.mutable_encoder();
  encoder.set_num_layers(config.Integer("num_hidden_layers", 12));
  encoder.set_d_model(config.Integer("hidden_size", 768));
  encoder.set_dropout_rate(dropout_rate);
  encoder.mutable_attention()->set_num_heads(config.Integer("num_attention_heads", 12));
  encoder.mutable_attention()->set_bias(true);
  encoder.mutable_attention()->set_dropout_rate(config.Number("attention_probs_dropout_prob", 0.1));
  encoder.mutable_feed_forward()->set_d_ff(config.Integer("intermediate_size", 3072));
  encoder.mutable_feed_forward()->set_bias(true);
  config.SetActivation("hidden_act", config.Word("hidden_act", "gelu"), /*gated=*/false,
                       encoder.mutable_feed_forward());
  encoder.mutable_norm()->mutable_layer_norm()->set_epsilon(epsilon);
  encoder.mutable_embedding_norm()->mutable_norm()->mutable_layer_norm()->set_epsilon(epsilon);
  encoder.mutable_position()->mutable_learned()->set_max_positions(static_cast<int32_t>(read.shape.seq_len));
  encoder.mutable_post_norm();
  ReadHead(json, &config, &read);
  config.Require("is_decoder", false);
  config.Require("add_cross_attention", false);
  if (read.shape.num_segments < 1) {
    config.AddProblem("type_vocab_size: the class adds a segment to every token, and a task without segments has none");
  }
  if (config.Word("position_embedding_type", "absolute") != "absolute") {
    config.AddProblem("position_embedding_type: only absolute ones have a counterpart here");
  }
  RETURN_IF_ERROR(config.status());
  return read;
}

const char* Architecture(const HuggingFaceModel& model) {
  if (!model.model.head().has_classifier()) return "BertForMaskedLM";
  return model.shape.num_classes > 0 ? "BertForSequenceClassification" : "BertModel";
}

nlohmann::json Write(const HuggingFaceModel& written) {
  const config::Stack& encoder = written.model.encoder();
  nlohmann::json json = {
      {"architectures", nlohmann::json::array({Architecture(written)})},
      {"model_type", "bert"},
      {"vocab_size", written.shape.vocab_size},
      {"max_position_embeddings", encoder.position().learned().max_positions()},
      {"type_vocab_size", written.shape.num_segments},
      {"hidden_size", encoder.d_model()},
      {"num_hidden_layers", encoder.num_layers()},
      {"num_attention_heads", encoder.attention().num_heads()},
      {"intermediate_size", encoder.feed_forward().d_ff()},
      {"hidden_act", ActivationWord(encoder.feed_forward(), /*gated=*/false, "gelu")},
      {"layer_norm_eps", encoder.norm().layer_norm().epsilon()},
      {"hidden_dropout_prob", encoder.dropout_rate()},
      {"attention_probs_dropout_prob", encoder.attention().dropout_rate()},
      {"initializer_range", written.model.initialization().bert_normal().stddev()},
      {"tie_word_embeddings", written.model.embedding().tied()},
      {"pad_token_id", nullptr},
  };
  if (written.model.head().has_classifier()) {
    const config::Classifier& classifier = written.model.head().classifier();
    json["classifier_dropout"] = classifier.dropout_rate();
    AddLabels(written.shape.num_classes, &json);
    if (classifier.pooling().has_mean() && written.shape.num_classes == 0) {
      json[kSentencePooling] = {{"word_embedding_dimension", encoder.d_model()}, {"pooling_mode_mean_tokens", true}};
    }
  }
  return json;
}

void AddLayer(int layer, ForeignLayout* layout) {
  const std::string there = absl::StrCat("bert.encoder.layer.", layer), here = absl::StrCat("encoder.", layer);
  for (const char* const part : {"query", "key", "value"}) {
    AddWeightAndBias(absl::StrCat(there, ".attention.self.", part), absl::StrCat(here, ".attention.", part), layout);
  }
  AddWeightAndBias(there + ".attention.output.dense", here + ".attention.output", layout);
  AddWeightAndBias(there + ".attention.output.LayerNorm", here + ".attention.norm", layout);
  AddWeightAndBias(there + ".intermediate.dense", here + ".feed_forward.inner", layout);
  AddWeightAndBias(there + ".output.dense", here + ".feed_forward.outer", layout);
  AddWeightAndBias(there + ".output.LayerNorm", here + ".feed_forward.norm", layout);
}

void AddMaskedHead(const HuggingFaceModel& model, ForeignLayout* layout) {
  AddWeightAndBias("cls.predictions.transform.dense", "head.dense", layout);
  AddWeightAndBias("cls.predictions.transform.LayerNorm", "head.norm", layout);
  layout->tensors.push_back({"cls.predictions.bias", {"head.bias"}});
  layout->copies["cls.predictions.decoder.bias"] = "cls.predictions.bias";
  if (model.model.embedding().tied()) {
    layout->copies["cls.predictions.decoder.weight"] = "bert.embeddings.word_embeddings.weight";
  } else {
    AddWeight("cls.predictions.decoder", "head", layout);
  }
  // What BertForPreTraining has beside it: whether one sentence follows the other.
  layout->ignored.insert({"cls.seq_relationship.weight", "cls.seq_relationship.bias"});
}

ForeignLayout Layout(const HuggingFaceModel& model) {
  ForeignLayout layout;
  layout.prefix = "bert.";
  layout.ignored = {"bert.embeddings.position_ids"};
  AddWeight("bert.embeddings.word_embeddings", "embedding.token", &layout);
  AddWeight("bert.embeddings.position_embeddings", "embedding.position", &layout);
  AddWeight("bert.embeddings.token_type_embeddings", "embedding.segment", &layout);
  AddWeightAndBias("bert.embeddings.LayerNorm", "encoder.embedding_norm", &layout);
  for (int layer = 0; layer < model.model.encoder().num_layers(); ++layer) AddLayer(layer, &layout);
  const config::Head& head = model.model.head();
  if (head.has_masked_tokens()) AddMaskedHead(model, &layout);
  if (model.shape.num_classes > 0) AddWeightAndBias("classifier", "head", &layout);
  if (head.classifier().pooling().has_bert_pooler()) {
    AddWeightAndBias("bert.pooler.dense", "head.pooler", &layout);
  } else {
    layout.ignored.insert({"bert.pooler.dense.weight", "bert.pooler.dense.bias"});
  }
  return layout;
}

}  // namespace

const HuggingFaceFamily& HuggingFaceBert() {
  static constexpr HuggingFaceFamily kFamily{"bert", /*has_encoder=*/true, /*has_decoder=*/false, Read, Write, Layout};
  return kFamily;
}

}  // namespace ceteris
