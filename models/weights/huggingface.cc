#include "models/weights/huggingface.h"

#include <cmath>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "core/attention/attention_shape.h"
#include "core/base/file.h"
#include "core/base/status_macros.h"
#include "core/embedding/patch_shape.h"
#include "core/feed_forward/feed_forward_shape.h"
#include "models/weights/config_differences.h"
#include "models/weights/huggingface_bert.h"
#include "models/weights/huggingface_gpt2.h"
#include "models/weights/huggingface_llama.h"
#include "models/weights/huggingface_marian.h"
#include "models/weights/huggingface_t5.h"
#include "models/weights/huggingface_vit.h"
#include "models/weights/safetensors.h"

namespace ceteris {
namespace {

std::vector<const HuggingFaceFamily*> Families() {
  return {&HuggingFaceGpt2(), &HuggingFaceLlama(),  &HuggingFaceBert(),
          &HuggingFaceT5(),   &HuggingFaceMarian(), &HuggingFaceVit()};
}

// How weights start and how they are computed says nothing about what the finished model is; dropout acts in training.
const std::set<std::string>& Ignored() {
  static const auto* const ignored =
      new std::set<std::string>{"initialization", "kernel", "dropout_rate", "layer_drop_rate"};
  return *ignored;
}

absl::StatusOr<nlohmann::json> ReadJson(const std::string& path) {
  ASSIGN_OR_RETURN(const std::string text, ReadFile(path));
  nlohmann::json json = nlohmann::json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (!json.is_object()) return absl::DataLossError(absl::StrCat(path, ": is no JSON object"));
  return json;
}

// Sizes that the config leaves to be derived are written out, so that two ways to say one thing compare equal.
void WriteSizesOut(int64_t seq_len, config::Stack* stack) {
  const AttentionShape shape = ShapeOf(stack->attention(), stack->d_model());
  stack->mutable_attention()->set_num_kv_heads(static_cast<int32_t>(shape.num_kv_heads));
  stack->mutable_attention()->set_head_dim(static_cast<int32_t>(shape.head_dim));
  stack->mutable_attention()->set_value_head_dim(static_cast<int32_t>(shape.value_head_dim));
  if (stack->attention().scale() == 0) {
    stack->mutable_attention()->set_scale(1 / std::sqrt(static_cast<double>(shape.head_dim)));
  }
  stack->mutable_feed_forward()->set_d_ff(static_cast<int32_t>(InnerWidth(stack->feed_forward(), stack->d_model())));
  if (stack->position().has_learned() && stack->position().learned().max_positions() == 0) {
    stack->mutable_position()->mutable_learned()->set_max_positions(static_cast<int32_t>(seq_len));
  }
  const config::Rotary& rotary = stack->position().rotary();
  if (rotary.has_yarn() && rotary.yarn().original_max_positions() == 0) {
    stack->mutable_position()->mutable_rotary()->mutable_yarn()->set_original_max_positions(
        static_cast<int32_t>(seq_len));
  }
}

// The longest sequence of a model's encoder; 0 where its images and patches do not fit each other.
int64_t EncoderLength(const HuggingFaceModel& model) {
  if (model.model.input().has_patches()) {
    const config::Patches& patches = model.model.input().patches();
    if (patches.patch_size() < 1) return 0;
    return PatchShapeOf(patches, model.shape.image_size, model.shape.image_channels).seq_len();
  }
  return model.model.has_decoder() ? model.shape.source_len : model.shape.seq_len;
}

HuggingFaceModel WithSizes(HuggingFaceModel model) {
  if (model.model.has_encoder()) WriteSizesOut(EncoderLength(model), model.model.mutable_encoder());
  if (model.model.has_decoder()) WriteSizesOut(model.shape.seq_len, model.model.mutable_decoder());
  return model;
}

// model: with its sizes. Families with other stacks are not mentioned: nobody expects BERT where there is a decoder.
absl::StatusOr<const HuggingFaceFamily*> FamilyOf(const HuggingFaceModel& model) {
  std::vector<std::string> lines;
  for (const HuggingFaceFamily* const family : Families()) {
    if (family->has_encoder != model.model.has_encoder() || family->has_decoder != model.model.has_decoder()) continue;
    const absl::StatusOr<HuggingFaceModel> nearest = family->read(family->write(model));
    const std::vector<std::string> objections =
        nearest.ok() ? ConfigDifferences(model.model, WithSizes(*nearest).model, "model", Ignored())
                     : std::vector<std::string>{std::string(nearest.status().message())};
    if (objections.empty()) return family;
    lines.push_back(absl::StrCat(family->model_type, ": ", absl::StrJoin(objections, "; ")));
  }
  return absl::InvalidArgumentError(
      absl::StrCat("no class of Transformers computes this model:\n  ", absl::StrJoin(lines, "\n  ")));
}

absl::Status WriteJson(const std::string& path, const nlohmann::json& json) {
  return WriteFileAtomically(path, json.dump(/*indent=*/2) + "\n");
}

// What the package sentence-transformers adds to a folder: how its hidden states become one vector.
absl::Status AddPooling(const std::string& folder, nlohmann::json* config) {
  absl::StatusOr<nlohmann::json> pooling = ReadJson(absl::StrCat(folder, "/1_Pooling/config.json"));
  if (absl::IsNotFound(pooling.status())) return absl::OkStatus();
  RETURN_IF_ERROR(pooling.status());
  (*config)[kSentencePooling] = *std::move(pooling);
  return absl::OkStatus();
}

// The same in the other direction; takes it out of the config.
absl::Status WritePooling(const std::string& folder, nlohmann::json* config) {
  if (!config->contains(kSentencePooling)) return absl::OkStatus();
  const std::string path = "1_Pooling", prefix = "sentence_transformers.models.";
  RETURN_IF_ERROR(MakeDirectories(absl::StrCat(folder, "/", path)));
  RETURN_IF_ERROR(WriteJson(absl::StrCat(folder, "/", path, "/config.json"), config->at(kSentencePooling)));
  config->erase(kSentencePooling);
  const nlohmann::json modules = {{{"idx", 0}, {"name", "0"}, {"path", ""}, {"type", prefix + "Transformer"}},
                                  {{"idx", 1}, {"name", "1"}, {"path", path}, {"type", prefix + "Pooling"}}};
  return WriteJson(absl::StrCat(folder, "/modules.json"), modules);
}

// Every tensor of the checkpoint, whether it is one file or several.
absl::StatusOr<std::vector<NamedTensor>> ReadTensors(const std::string& folder) {
  absl::StatusOr<SafetensorsFile> whole = ReadSafetensors(absl::StrCat(folder, "/model.safetensors"));
  if (whole.ok()) return std::move(whole->tensors);
  absl::StatusOr<nlohmann::json> index = ReadJson(absl::StrCat(folder, "/model.safetensors.index.json"));
  if (absl::IsNotFound(index.status()) || !absl::IsNotFound(whole.status())) return whole.status();
  RETURN_IF_ERROR(index.status());
  std::set<std::string> shards;
  for (const auto& [tensor, shard] : (*index)["weight_map"].items()) {
    const std::string name = shard.is_string() ? shard.get<std::string>() : "";
    if (name.empty() || name.find('/') != std::string::npos) {
      return absl::DataLossError(absl::StrCat(folder, "/model.safetensors.index.json: \"", tensor,
                                              "\" is in no file of this folder: ", shard.dump()));
    }
    shards.insert(name);
  }
  std::vector<NamedTensor> tensors;
  for (const std::string& shard : shards) {
    ASSIGN_OR_RETURN(SafetensorsFile file, ReadSafetensors(absl::StrCat(folder, "/", shard)));
    for (NamedTensor& tensor : file.tensors) tensors.push_back(std::move(tensor));
  }
  return tensors;
}

}  // namespace

absl::StatusOr<HuggingFaceModel> ReadHuggingFaceConfig(const std::string& folder) {
  const std::string path = absl::StrCat(folder, "/config.json");
  ASSIGN_OR_RETURN(nlohmann::json json, ReadJson(path));
  RETURN_IF_ERROR(AddPooling(folder, &json));
  const std::string type = json.contains("model_type") && json["model_type"].is_string() ? json["model_type"] : "";
  std::vector<std::string> types;
  for (const HuggingFaceFamily* const family : Families()) {
    types.push_back(family->model_type);
    if (type != family->model_type) continue;
    absl::StatusOr<HuggingFaceModel> read = family->read(json);
    if (read.ok()) return read;
    return absl::Status(read.status().code(), absl::StrCat(path, ": ", read.status().message()));
  }
  return absl::UnimplementedError(
      absl::StrCat(path, ": model_type \"", type, "\" is not read; use ", absl::StrJoin(types, ", ")));
}

absl::StatusOr<std::string> HuggingFaceModelType(const HuggingFaceModel& model) {
  ASSIGN_OR_RETURN(const HuggingFaceFamily* const family, FamilyOf(WithSizes(model)));
  return std::string(family->model_type);
}

absl::Status ImportHuggingFace(const std::string& folder, const HuggingFaceModel& model, ParameterSet* parameters) {
  const HuggingFaceModel sized = WithSizes(model);
  ASSIGN_OR_RETURN(const HuggingFaceFamily* const family, FamilyOf(sized));
  ASSIGN_OR_RETURN(const std::vector<NamedTensor> tensors, ReadTensors(folder));
  const absl::Status imported = ImportTensors(family->layout(sized), tensors, parameters);
  if (imported.ok()) return imported;
  return absl::Status(imported.code(), absl::StrCat(folder, " ", imported.message()));
}

absl::Status ExportHuggingFace(const HuggingFaceModel& model, const ParameterSet& parameters,
                               const std::string& folder) {
  const HuggingFaceModel sized = WithSizes(model);
  ASSIGN_OR_RETURN(const HuggingFaceFamily* const family, FamilyOf(sized));
  ASSIGN_OR_RETURN(const std::vector<NamedTensor> tensors, ExportTensors(family->layout(sized), parameters));
  RETURN_IF_ERROR(MakeDirectories(folder));
  RETURN_IF_ERROR(WriteSafetensors(absl::StrCat(folder, "/model.safetensors"), tensors));
  nlohmann::json config = family->write(sized);
  RETURN_IF_ERROR(WritePooling(folder, &config));
  return WriteJson(absl::StrCat(folder, "/config.json"), config);
}

}  // namespace ceteris
