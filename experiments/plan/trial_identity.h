// Which trials are one and the same, whatever experiment asked for them: a trial that was run once is linked, never run
// again.
#pragma once

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"

namespace ceteris {

// What decides, beside the trial itself, which bits a computation gives. Only trials of one numeric environment are
// compared.
struct NumericEnvironment {
  std::string device_kind;  // "cpu", "cuda"
  std::string dtype;        // "float32", "bfloat16", "float64"
  int num_threads = 1;
  std::string libtorch;  // "2.11.0"
};

// SHA-256, hex. `data_digest` is of the bytes that the task reads, so a corpus file that was edited makes another
// trial.
std::string TrialIdentity(absl::string_view fingerprint, uint64_t seed, int replicate, absl::string_view data_digest,
                          const NumericEnvironment& environment);

}  // namespace ceteris
