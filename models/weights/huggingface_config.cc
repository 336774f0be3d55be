#include "models/weights/huggingface_config.h"

#include <google/protobuf/message.h>

#include <limits>
#include <nlohmann/json.hpp>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace ceteris {
namespace {

struct Activation {
  const char* word;     // in Transformers' table ACT2FN
  bool gated;           // times a second linear map
  const char* variant;  // in feed_forward.proto
};
// Where two words mean one variant, the first is written.
constexpr Activation kActivations[] = {
    {"relu", false, "relu"},          {"gelu", false, "gelu"},
    {"gelu_new", false, "gelu_tanh"}, {"gelu_pytorch_tanh", false, "gelu_tanh"},
    {"silu", true, "swiglu"},         {"swish", true, "swiglu"},
    {"gelu", true, "geglu"},          {"relu", true, "reglu"},
    {"sigmoid", true, "glu"},         {"linear", true, "bilinear"},
};

}  // namespace

bool HuggingFaceConfig::Has(const std::string& key) const { return json_->contains(key) && !json_->at(key).is_null(); }

int32_t HuggingFaceConfig::Integer(const std::string& key, int32_t absent) {
  if (!Has(key)) return absent;
  const nlohmann::json& value = json_->at(key);
  if (value.is_number_integer() && value.get<int64_t>() >= 0 &&
      value.get<int64_t>() <= std::numeric_limits<int32_t>::max()) {
    return value.get<int32_t>();
  }
  AddProblem(absl::StrCat(key, ": ", value.dump(), " is no size"));
  return absent;
}

double HuggingFaceConfig::Number(const std::string& key, double absent) {
  if (!Has(key)) return absent;
  const nlohmann::json& value = json_->at(key);
  if (value.is_number()) return value.get<double>();
  AddProblem(absl::StrCat(key, ": ", value.dump(), " is no number"));
  return absent;
}

bool HuggingFaceConfig::Flag(const std::string& key, bool absent) {
  if (!Has(key)) return absent;
  const nlohmann::json& value = json_->at(key);
  if (value.is_boolean()) return value.get<bool>();
  AddProblem(absl::StrCat(key, ": ", value.dump(), " is neither true nor false"));
  return absent;
}

std::string HuggingFaceConfig::Word(const std::string& key, const std::string& absent) {
  if (!Has(key)) return absent;
  const nlohmann::json& value = json_->at(key);
  if (value.is_string()) return value.get<std::string>();
  AddProblem(absl::StrCat(key, ": ", value.dump(), " is no word"));
  return absent;
}

int32_t HuggingFaceConfig::NumLabels() {
  if (Has("id2label") && json_->at("id2label").is_object()) return static_cast<int32_t>(json_->at("id2label").size());
  return Integer("num_labels", 2);
}

std::string HuggingFaceConfig::Architecture() const {
  if (!Has("architectures") || !json_->at("architectures").is_array() || json_->at("architectures").empty()) return "";
  const nlohmann::json& first = json_->at("architectures").front();
  return first.is_string() ? first.get<std::string>() : "";
}

void HuggingFaceConfig::Require(const std::string& key, bool value) {
  if (Flag(key, value) != value) {
    AddProblem(absl::StrCat(key, ": ", value ? "false" : "true", " has no counterpart here"));
  }
}

void HuggingFaceConfig::SetActivation(const std::string& key, const std::string& word, bool gated,
                                      config::FeedForward* feed_forward) {
  for (const Activation& activation : kActivations) {
    if (activation.word != word || activation.gated != gated) continue;
    const auto* const field = feed_forward->GetDescriptor()->FindFieldByName(activation.variant);
    feed_forward->GetReflection()->MutableMessage(feed_forward, field);
    return;
  }
  AddProblem(absl::StrCat(key, ": \"", word, "\" has no counterpart among the ", gated ? "gated " : "",
                          "feed-forward layers here"));
}

absl::Status HuggingFaceConfig::status() const {
  if (problems_.empty()) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrJoin(problems_, "; "));
}

void AddLabels(int64_t num_classes, nlohmann::json* json) {
  nlohmann::json names = nlohmann::json::object(), numbers = nlohmann::json::object();
  for (int64_t label = 0; label < num_classes; ++label) {
    const std::string name = absl::StrCat("LABEL_", label);
    names[absl::StrCat(label)] = name;
    numbers[name] = label;
  }
  (*json)["id2label"] = names;
  (*json)["label2id"] = numbers;
}

std::string ActivationWord(const config::FeedForward& feed_forward, bool gated, const std::string& otherwise) {
  const auto* const choice = feed_forward.GetDescriptor()->FindOneofByName("variant");
  const auto* const chosen = feed_forward.GetReflection()->GetOneofFieldDescriptor(feed_forward, choice);
  for (const Activation& activation : kActivations) {
    if (chosen != nullptr && activation.gated == gated && chosen->name() == activation.variant) return activation.word;
  }
  return otherwise;
}

}  // namespace ceteris
