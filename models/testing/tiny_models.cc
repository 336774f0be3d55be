#include "models/testing/tiny_models.h"

#include <google/protobuf/text_format.h>

#include "absl/strings/str_cat.h"
#include "core/base/check.h"
#include "core/testing/default_choices.h"

namespace ceteris {
namespace {

struct TinyText {
  const char* name;
  const char* text;
};

constexpr TinyText kTexts[] = {
    {"gpt2", R"(
      embedding { tied: true }
      decoder {
        num_layers: 2 d_model: 16 attention { num_heads: 4 } feed_forward { gelu_tanh {} } norm { layer_norm {} }
        position { learned {} } pre_norm {}
      }
      initialization { gpt2 {} })"},
    {"llama", R"(
      embedding { tied: false }
      decoder {
        num_layers: 2 d_model: 16 attention { num_heads: 4 num_kv_heads: 2 bias: false }
        feed_forward { d_ff: 40 bias: false swiglu {} } norm { rms_norm {} } position { rotary {} } pre_norm {}
      }
      initialization { gpt2 {} })"},
    {"vaswani", R"(
      embedding { tied: true }
      decoder {
        num_layers: 2 d_model: 16 attention { num_heads: 2 bias: false } feed_forward { relu {} } norm { layer_norm {} }
        position { sinusoidal {} } post_norm {}
      }
      initialization { gpt2 {} })"},
    {"alibi", R"(
      embedding { tied: false }
      decoder {
        num_layers: 1 d_model: 16 attention { num_heads: 4 } feed_forward { geglu {} } norm { layer_norm { bias: false } }
        position { alibi {} } pre_norm {}
      }
      initialization { gpt2 {} })"},
    {"t5", R"(
      embedding { tied: true }
      decoder {
        num_layers: 2 d_model: 16 attention { num_heads: 4 head_dim: 8 bias: false } feed_forward { bias: false gelu {} }
        norm { rms_norm {} } position { relative_bias { num_buckets: 8 max_distance: 16 } } pre_norm {}
      }
      initialization { gpt2 {} })"},
    {"nope", R"(
      embedding { tied: true }
      decoder {
        num_layers: 1 d_model: 16 attention { num_heads: 2 num_kv_heads: 1 } feed_forward { gelu {} } norm { layer_norm {} }
        position { none {} } pre_norm {}
      }
      initialization { gpt2 {} })"},
};

std::vector<TinyModel> ParseAll() {
  std::vector<TinyModel> models;
  for (const TinyText& tiny : kTexts) {
    models.push_back({tiny.name, config::Model(), {/*vocab_size=*/11, /*seq_len=*/12}});
    CETERIS_CHECK(google::protobuf::TextFormat::ParseFromString(tiny.text, &models.back().config), tiny.name);
    WriteDefaultChoices(&models.back().config);
  }
  return models;
}

}  // namespace

const std::vector<TinyModel>& TinyModels() {
  static const auto* const models = new std::vector<TinyModel>(ParseAll());
  return *models;
}

const TinyModel& FindTinyModel(const std::string& name) {
  for (const TinyModel& tiny : TinyModels()) {
    if (tiny.name == name) return tiny;
  }
  CETERIS_CHECK(false, absl::StrCat("there is no tiny model ", name));
}

}  // namespace ceteris
