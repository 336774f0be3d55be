// How much memory LibTorch's CPU allocator has handed out at once, at most, while something ran.
//
// Example:  const int64_t bytes = PeakBytes([&] { loss().backward(); });
#pragma once

#include <c10/core/Allocator.h>
#include <c10/util/ThreadLocalDebugInfo.h>

#include <algorithm>
#include <cstdint>
#include <memory>

#include "absl/functional/function_ref.h"

namespace ceteris {

class AllocatedBytes final : public c10::MemoryReportingInfoBase {
 public:
  void reportMemoryUsage(void*, int64_t size, size_t, size_t, c10::Device) override {
    current_ += size;
    peak_ = std::max(peak_, current_);
  }
  bool memoryProfilingEnabled() const override { return true; }
  int64_t peak() const { return peak_; }

 private:
  int64_t current_ = 0, peak_ = 0;
};

// Beside what was held before `run`; what it frees of that counts as negative.
inline int64_t PeakBytes(absl::FunctionRef<void()> run) {
  const auto bytes = std::make_shared<AllocatedBytes>();
  const c10::DebugInfoGuard guard(c10::DebugInfoKind::PROFILER_STATE, bytes);
  run();
  return bytes->peak();
}

}  // namespace ceteris
