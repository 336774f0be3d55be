#include "experiments/spec/fingerprint.h"

#include <memory>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "core/base/sha256.h"
#include "experiments/spec/path_values.h"
#include "experiments/spec/resolve.h"

namespace ceteris {

std::string FingerprintText(const google::protobuf::Message& message) {
  std::unique_ptr<google::protobuf::Message> resolved(message.New());
  resolved->CopyFrom(message);
  Resolve(resolved.get());
  std::string text = "ceteris trial, format 1\n";
  for (const PathValue& pair : PathValues(*resolved)) {
    // Escaped: a value with a line feed in it must not read as two pairs.
    if (pair.identity && !pair.is_default) absl::StrAppend(&text, pair.path, " = ", absl::CEscape(pair.value), "\n");
  }
  return text;
}

std::string Fingerprint(const config::Trial& trial) { return Sha256Hex(FingerprintText(trial)); }

}  // namespace ceteris
