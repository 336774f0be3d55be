#include "core/cpu/kernels.h"

#include <cstring>

namespace ceteris {

namespace avx2 {
extern const CpuKernels kKernels;
}
namespace avx512 {
extern const CpuKernels kKernels;
}

const CpuKernels* CpuKernelsOf(const char* instruction_set) {
#if defined(__x86_64__)
  const bool has_avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
  if (std::strcmp(instruction_set, "avx2") == 0 && has_avx2) return &avx2::kKernels;
  if (std::strcmp(instruction_set, "avx512") == 0 && has_avx2 && __builtin_cpu_supports("avx512f")) {
    return &avx512::kKernels;
  }
#endif
  return nullptr;
}

const CpuKernels* FastestCpuKernels() {
  static const CpuKernels* const kFastest = [] {
    const CpuKernels* const avx512 = CpuKernelsOf("avx512");
    return avx512 != nullptr ? avx512 : CpuKernelsOf("avx2");
  }();
  return kFastest;
}

}  // namespace ceteris
