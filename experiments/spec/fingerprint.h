// What a trial is, as 64 hexadecimal digits: equal fingerprints, equal training but for seed, data and machine.
//
// SHA-256 of a first line that names the format and then one line `path = value` for every (path, value) pair of the
// resolved trial that differs from the schema's default, sorted by path. Left out are fields with identity = false. So
//   - a field, choice or part that the schema gains later changes no old fingerprint (its default is what trials did
//   before),
//   - writing a default out, the order of fields and the spelling of numbers (0.003, 3e-3) change nothing.
// A default must never change: two trials with one fingerprint would then differ (schema_defaults_test pins them).
#pragma once

#include <string>

#include "experiments/spec/trial.pb.h"
#include "google/protobuf/message.h"

namespace ceteris {

std::string Fingerprint(const config::Trial& trial);

// What Fingerprint() hashes, for any message; `message` need not be resolved.
std::string FingerprintText(const google::protobuf::Message& message);

}  // namespace ceteris
