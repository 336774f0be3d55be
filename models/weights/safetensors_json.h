// The JSON of a safetensors header, read strictly: exactly one object of tensors and metadata, each tensor with exactly
// dtype, shape and data_offsets, no key twice at any level, nothing else. What the numbers mean is checked in
// safetensors_header.cc.
#pragma once

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "models/weights/safetensors_header.h"

namespace ceteris {

// Tensors in the order of the text. DATA_LOSS naming the tensor and the key, or the byte where the JSON itself breaks
// off.
absl::StatusOr<SafetensorsHeader> ParseSafetensorsJson(absl::string_view json);

}  // namespace ceteris
