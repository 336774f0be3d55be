#include "experiments/plan/trial_identity.h"

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "core/base/sha256.h"

namespace ceteris {

std::string TrialIdentity(absl::string_view fingerprint, uint64_t seed, int replicate, absl::string_view data_digest,
                          const NumericEnvironment& environment) {
  // One line per part, escaped, so that no two different lists of parts read alike.
  return Sha256Hex(absl::StrCat("ceteris trial identity, format 1\n",                            //
                                "fingerprint = ", absl::CEscape(fingerprint), "\n",              //
                                "seed = ", seed, "\n",                                           //
                                "replicate = ", replicate, "\n",                                 //
                                "data = ", absl::CEscape(data_digest), "\n",                     //
                                "device_kind = ", absl::CEscape(environment.device_kind), "\n",  //
                                "dtype = ", absl::CEscape(environment.dtype), "\n",              //
                                "num_threads = ", environment.num_threads, "\n",                 //
                                "libtorch = ", absl::CEscape(environment.libtorch), "\n"));
}

}  // namespace ceteris
