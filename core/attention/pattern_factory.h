// The pattern that a config names.
#pragma once

#include <memory>

#include "core/attention/attention.pb.h"
#include "core/attention/attention_pattern.h"

namespace ceteris {

// Throws c10::Error where none is written.
std::unique_ptr<AttentionPattern> BuildPattern(const config::Attention& config);

}  // namespace ceteris
