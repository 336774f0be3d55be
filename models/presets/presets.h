// Models of papers, pinned: every field written out, the parameter count tested. They are inside the binary. No
// LibTorch.
//
// Example:  ASSIGN_OR_RETURN(const config::Preset preset, FindPreset("gpt2_small"));
//           base.mutable_model()->CopyFrom(preset.model());
#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "core/batch/task_shape.h"
#include "models/presets/preset.pb.h"

namespace ceteris {

// Paper by paper, each from its first model on. A preset that is derived from another is whole here: what it does not
// write is the other's.
const std::vector<config::Preset>& AllPresets();

// NOT_FOUND lists the presets that are derived from no other and, where the name is close to any, asks whether that was
// meant; one line, whatever the name is.
absl::StatusOr<config::Preset> FindPreset(absl::string_view name);

// The sizes that the published count includes.
TaskShape ShapeOfPreset(const config::Preset& preset);

}  // namespace ceteris
