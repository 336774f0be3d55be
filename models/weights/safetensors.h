// Tensors in a file, in the safetensors format (https://github.com/huggingface/safetensors), read and written here.
//
// A file holds names, types, shapes and bytes, and nothing that runs. PyTorch's Python packages read what is written
// here, and the bytes are those that the reference writer produces: same order, same padding.
//
// Example:
//   RETURN_IF_ERROR(WriteSafetensors("weights.safetensors", {{"head.weight", head}}));
//   ASSIGN_OR_RETURN(SafetensorsFile file, ReadSafetensors("weights.safetensors"));
#pragma once

#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "core/tensor/parameter_set.h"

namespace ceteris {

struct SafetensorsFile {
  std::vector<NamedTensor> tensors;  // contiguous, on the CPU, in the order of their bytes in the file
  std::map<std::string, std::string> metadata;
};

// "format": "pt" is what other readers look for.
const std::map<std::string, std::string>& DefaultSafetensorsMetadata();

// Writes all or nothing: the path holds the old file or the whole new one. Tensors may be on any device and of any
// strides; the bytes of all of them stand in memory once more while this runs; NamedTensor::decay is not written.
// INVALID_ARGUMENT for a duplicate name or an undefined tensor or a type the format has no word for; else the error of
// the file system.
absl::Status WriteSafetensors(const std::string& path, const std::vector<NamedTensor>& tensors,
                              const std::map<std::string, std::string>& metadata = DefaultSafetensorsMetadata());

// Reads any file, also a hostile one: DATA_LOSS with the path and what is wrong with it, before memory is taken for
// anything that the file does not really hold. NOT_FOUND where there is no file.
absl::StatusOr<SafetensorsFile> ReadSafetensors(const std::string& path);

}  // namespace ceteris
