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
  TaskShape shape;
};

constexpr TaskShape Tokens() {
  TaskShape shape;
  shape.vocab_size = 11;
  shape.seq_len = 12;
  return shape;
}
constexpr TaskShape Sentences() {
  TaskShape shape = Tokens();
  shape.num_segments = 2;
  return shape;
}
constexpr TaskShape Labelled(int64_t num_segments) {
  TaskShape shape = Tokens();
  shape.num_segments = num_segments;
  shape.num_classes = 3;
  return shape;
}
constexpr TaskShape Translation() {
  TaskShape shape = Tokens();
  shape.source_len = 9;
  return shape;
}
constexpr TaskShape Images() {
  TaskShape shape;
  shape.num_classes = 3;
  shape.image_size = 6;
  shape.image_channels = 2;
  return shape;
}

constexpr TinyText kTexts[] = {
    {"gpt2", R"(
      embedding { tied: true }
      decoder {
        num_layers: 2 d_model: 16 attention { num_heads: 4 } feed_forward { gelu_tanh {} } norm { layer_norm {} }
        position { learned {} } pre_norm {}
      }
      initialization { gpt2 {} })",
     Tokens()},
    {"llama", R"(
      embedding { tied: false }
      decoder {
        num_layers: 2 d_model: 16 attention { num_heads: 4 num_kv_heads: 2 bias: false }
        feed_forward { d_ff: 40 bias: false swiglu {} } norm { rms_norm {} } position { rotary {} } pre_norm {}
      }
      initialization { gpt2 {} })",
     Tokens()},
    {"vaswani", R"(
      embedding { tied: true }
      decoder {
        num_layers: 2 d_model: 16 attention { num_heads: 2 bias: false } feed_forward { relu {} } norm { layer_norm {} }
        position { sinusoidal {} } post_norm {}
      }
      initialization { gpt2 {} })",
     Tokens()},
    {"alibi", R"(
      embedding { tied: false }
      decoder {
        num_layers: 1 d_model: 16 attention { num_heads: 4 } feed_forward { geglu {} } norm { layer_norm { bias: false } }
        position { alibi {} } pre_norm {}
      }
      initialization { gpt2 {} })",
     Tokens()},
    {"t5", R"(
      embedding { tied: true }
      decoder {
        num_layers: 2 d_model: 16 attention { num_heads: 4 head_dim: 8 bias: false } feed_forward { bias: false gelu {} }
        norm { rms_norm {} } position { relative_bias { num_buckets: 8 max_distance: 16 } } pre_norm {}
      }
      initialization { gpt2 {} })",
     Tokens()},
    {"nope", R"(
      embedding { tied: true }
      decoder {
        num_layers: 1 d_model: 16 attention { num_heads: 2 num_kv_heads: 1 } feed_forward { gelu {} } norm { layer_norm {} }
        position { none {} } pre_norm {}
      }
      initialization { gpt2 {} })",
     Tokens()},
    {"encoder_decoder", R"(
      embedding { tied: true scale_by_sqrt_d_model: true }
      encoder {
        num_layers: 2 d_model: 16 attention { num_heads: 4 bias: false } feed_forward { relu {} } norm { layer_norm {} }
        position { sinusoidal {} } post_norm {}
      }
      decoder {
        num_layers: 2 d_model: 16 attention { num_heads: 4 bias: false } feed_forward { relu {} } norm { layer_norm {} }
        position { sinusoidal {} } post_norm {}
      }
      initialization { gpt2 {} })",
     Translation()},
    {"encoder_decoder_t5", R"(
      embedding { tied: true head_scale: 0.25 }
      encoder {
        num_layers: 2 d_model: 16 attention { num_heads: 4 head_dim: 8 bias: false } feed_forward { bias: false geglu {} }
        norm { rms_norm {} } position { relative_bias { num_buckets: 8 max_distance: 16 } } pre_norm {}
      }
      decoder {
        num_layers: 1 d_model: 16 attention { num_heads: 2 head_dim: 4 bias: false } feed_forward { bias: false geglu {} }
        norm { rms_norm {} } position { relative_bias { num_buckets: 8 max_distance: 16 } } pre_norm {}
      }
      initialization { gpt2 {} })",
     Translation()},
    {"encoder_decoder_learned", R"(
      embedding { tied: false source_tied: false }
      encoder {
        num_layers: 1 d_model: 8 attention { num_heads: 4 } feed_forward { gelu {} } norm { layer_norm {} }
        position { learned {} } pre_norm {} embedding_norm { norm { layer_norm {} } }
      }
      decoder {
        num_layers: 1 d_model: 16 attention { num_heads: 4 num_kv_heads: 2 } feed_forward { gelu {} } norm { layer_norm {} }
        position { learned {} } pre_norm {}
      }
      initialization { gpt2 {} })",
     Translation()},
    {"bert", R"(
      embedding { tied: true head_bias: true }
      encoder {
        num_layers: 2 d_model: 16 attention { num_heads: 4 } feed_forward { gelu {} } norm { layer_norm { epsilon: 1e-12 } }
        position { learned {} } post_norm {} embedding_norm { norm { layer_norm { epsilon: 1e-12 } } }
      }
      initialization { gpt2 {} } head { masked_tokens {} })",
     Sentences()},
    {"bert_classifier", R"(
      embedding { tied: true }
      encoder {
        num_layers: 1 d_model: 16 attention { num_heads: 4 } feed_forward { gelu {} } norm { layer_norm {} }
        position { learned {} } post_norm {} embedding_norm { norm { layer_norm {} } }
      }
      initialization { gpt2 {} } head { classifier { pooling { bert_pooler {} } } })",
     Labelled(/*num_segments=*/2)},
    {"mean_classifier", R"(
      embedding { tied: true }
      encoder {
        num_layers: 1 d_model: 16 attention { num_heads: 4 num_kv_heads: 2 } feed_forward { swiglu {} } norm { rms_norm {} }
        position { rotary {} } pre_norm {}
      }
      initialization { gpt2 {} } head { classifier { pooling { mean {} } } })",
     Labelled(/*num_segments=*/0)},
    {"vit", R"(
      embedding { tied: true }
      encoder {
        num_layers: 2 d_model: 16 attention { num_heads: 4 } feed_forward { gelu {} } norm { layer_norm {} }
        position { learned {} } pre_norm {}
      }
      initialization { gpt2 {} } head { classifier { pooling { first_token {} } } }
      input { patches { patch_size: 2 class_token: true } })",
     Images()},
    {"vit_mean", R"(
      embedding { tied: true }
      encoder {
        num_layers: 1 d_model: 16 attention { num_heads: 4 } feed_forward { gelu {} } norm { layer_norm {} }
        position { sinusoidal {} } pre_norm {}
      }
      initialization { gpt2 {} } head { classifier { pooling { mean {} } } }
      input { patches { patch_size: 3 class_token: false } })",
     Images()},
};

std::vector<TinyModel> ParseAll() {
  std::vector<TinyModel> models;
  for (const TinyText& tiny : kTexts) {
    models.push_back({tiny.name, config::Model(), tiny.shape});
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

std::vector<TinyModel> TinyDecoders() {
  std::vector<TinyModel> decoders;
  for (const TinyModel& tiny : TinyModels()) {
    if (!tiny.config.has_encoder()) decoders.push_back(tiny);
  }
  return decoders;
}

const TinyModel& FindTinyModel(const std::string& name) {
  for (const TinyModel& tiny : TinyModels()) {
    if (tiny.name == name) return tiny;
  }
  CETERIS_CHECK(false, absl::StrCat("there is no tiny model ", name));
}

}  // namespace ceteris
