#include "tools/ceteris/stored_config.h"

#include "absl/strings/str_cat.h"
#include "experiments/spec/resolve.h"
#include "google/protobuf/text_format.h"

namespace ceteris {

absl::StatusOr<config::Trial> ParseStoredConfig(const std::string& text, const std::string& what) {
  config::Trial trial;
  if (!google::protobuf::TextFormat::ParseFromString(text, &trial)) {
    return absl::DataLossError(absl::StrCat(what, ": its stored configuration cannot be read by this version"));
  }
  Resolve(&trial);
  return trial;
}

}  // namespace ceteris
