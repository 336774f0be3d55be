// The attention sink that a config names.
#pragma once

#include <cstdint>
#include <memory>

#include "core/attention/attention.pb.h"
#include "core/attention/sink.h"
#include "core/tensor/scope.h"

namespace ceteris {

// Throws c10::Error where none is written.
std::unique_ptr<Sink> BuildSink(const config::Attention& config, int64_t num_heads, const Scope& scope);

}  // namespace ceteris
