// A config.json of Hugging Face Transformers, read key by key. No LibTorch.
//
// Every problem is kept, so that one message names them all. A key that is absent or null has the value that the class
// in Transformers gives it, which the caller says.
//
// Example:
//   HuggingFaceConfig config(&json);
//   decoder->set_d_model(config.Integer("n_embd", 768));
//   config.Require("scale_attn_weights", true);
//   RETURN_IF_ERROR(config.status());
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "core/feed_forward/feed_forward.pb.h"

namespace ceteris {

class HuggingFaceConfig {
 public:
  // json: an object; it must outlive this.
  explicit HuggingFaceConfig(const nlohmann::json* json) : json_(json) {}

  // Numbers are never negative in these files: a size below 0, or one that no int32 holds, is a problem.
  int32_t Integer(const std::string& key, int32_t absent);
  double Number(const std::string& key, double absent);
  bool Flag(const std::string& key, bool absent);
  std::string Word(const std::string& key, const std::string& absent);
  bool Has(const std::string& key) const;  // and is not null
  // The number of classes: "id2label", else "num_labels", else 2.
  int32_t NumLabels();
  // The first of "architectures", or "".
  std::string Architecture() const;

  // A switch that must be as the model here computes.
  void Require(const std::string& key, bool value);
  // Chooses the variant that `word`, the value of `key`, names: in a gated layer or a plain one.
  void SetActivation(const std::string& key, const std::string& word, bool gated, config::FeedForward* feed_forward);

  void AddProblem(absl::string_view problem) { problems_.emplace_back(problem); }

  // INVALID_ARGUMENT "n_embd: -1 is no size; scale_attn_weights: ...".
  absl::Status status() const;

 private:
  const nlohmann::json* json_;
  std::vector<std::string> problems_;
};

// "id2label" and "label2id" for so many classes; from_pretrained counts them.
void AddLabels(int64_t num_classes, nlohmann::json* json);

// The word of Transformers for what stands between the two linear maps: "gelu_new"; `otherwise` where it has none.
std::string ActivationWord(const config::FeedForward& feed_forward, bool gated, const std::string& otherwise);

}  // namespace ceteris
