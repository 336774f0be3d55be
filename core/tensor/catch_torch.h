// The boundary where LibTorch's exceptions become statuses, and the only `try` of the project.
//
// Layers throw c10::Error and never catch it. The few places that start a computation (build a model, run a trial,
// write weights) wrap it here. Errors that a CUDA device reports late end the device for this process: only a new
// process recovers.
//
// Example:  RETURN_IF_ERROR(CatchTorch([&] { result = Train(training, loss, parameters, batches, device, hooks); }));
#pragma once

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"

namespace ceteris {

// RESOURCE_EXHAUSTED: memory ran out, on the host or the device. INTERNAL: any other exception. The message is the
// exception's, without the C++ stack.
absl::Status CatchTorch(absl::FunctionRef<void()> computation);

}  // namespace ceteris
