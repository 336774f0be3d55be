#include "core/tensor/catch_torch.h"

#include <c10/util/Exception.h>

#include <exception>
#include <new>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace ceteris {

absl::Status CatchTorch(absl::FunctionRef<void()> computation) {
  try {
    computation();
    return absl::OkStatus();
  } catch (const c10::OutOfMemoryError& error) {
    return absl::ResourceExhaustedError(error.what_without_backtrace());
  } catch (const c10::Error& error) {
    const absl::string_view message = error.what_without_backtrace();
    // The CPU allocator has no exception type of its own.
    if (absl::StrContains(message, "DefaultCPUAllocator")) return absl::ResourceExhaustedError(message);
    return absl::InternalError(message);
  } catch (const std::bad_alloc&) {
    return absl::ResourceExhaustedError("out of memory");
  } catch (const std::exception& error) {
    return absl::InternalError(error.what());
  }
}

}  // namespace ceteris
