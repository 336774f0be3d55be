// Models in folders that Hugging Face Transformers reads and writes: config.json and model.safetensors.
//
// A family is a file (huggingface_gpt2.h, ...). What is exported is exactly what Transformers computes: a model that no
// class there computes is refused, with every field that stands in the way.
//
// Example:
//   ASSIGN_OR_RETURN(HuggingFaceModel gpt2, ReadHuggingFaceConfig("gpt2"));     // the folder of a checkpoint
//   Resolve(&gpt2.model);
//   ASSIGN_OR_RETURN(std::unique_ptr<Model> model, BuildModel(gpt2.model, gpt2.shape, scope));
//   RETURN_IF_ERROR(ImportHuggingFace("gpt2", gpt2, &parameters));
//   RETURN_IF_ERROR(ExportHuggingFace(gpt2, parameters, "copy"));               // from_pretrained("copy")
#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "core/tensor/parameter_set.h"
#include "models/weights/huggingface_family.h"

namespace ceteris {

// What folder/config.json describes. NOT_FOUND without the file, DATA_LOSS where it is no JSON, UNIMPLEMENTED for a
// model_type that is not read here, INVALID_ARGUMENT for keys that have no counterpart, all of them named.
absl::StatusOr<HuggingFaceModel> ReadHuggingFaceConfig(const std::string& folder);

// What Transformers calls this model: "gpt2", "llama", ... INVALID_ARGUMENT where no class there computes it: one line
// per family with the same stacks, with each field that is not as it would have to be.
absl::StatusOr<std::string> HuggingFaceModelType(const HuggingFaceModel& model);

// Fills the parameters of `model` from folder/model.safetensors, or from the shards that
// folder/model.safetensors.index.json lists. Errors as HuggingFaceModelType, ReadSafetensors and ImportTensors.
absl::Status ImportHuggingFace(const std::string& folder, const HuggingFaceModel& model, ParameterSet* parameters);

// Writes folder/config.json and folder/model.safetensors, in the dtype of the parameters. Dropout rates for which the
// class has no word are left out: they do not act in evaluation. Errors as HuggingFaceModelType, and then nothing is
// written.
absl::Status ExportHuggingFace(const HuggingFaceModel& model, const ParameterSet& parameters,
                               const std::string& folder);

}  // namespace ceteris
