#include "experiments/spec/names.h"

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"

namespace ceteris {
namespace {

absl::Status ValidateName(absl::string_view path, absl::string_view name, absl::string_view punctuation,
                          absl::string_view allowed) {
  if (name.empty()) return absl::InvalidArgumentError(absl::StrCat(path, ": nothing is written; write a name"));
  if (name.size() > kLongestName) {
    return absl::InvalidArgumentError(absl::StrCat(path, ": \"", absl::Utf8SafeCEscape(name.substr(0, 20)),
                                                   "...\" has ", name.size(), " bytes; use at most ", kLongestName));
  }
  for (const char c : name) {
    if (absl::ascii_isalnum(c) || punctuation.find(c) != absl::string_view::npos) continue;
    return absl::InvalidArgumentError(
        absl::StrCat(path, ": \"", absl::Utf8SafeCEscape(name), "\" is not a name; use ", allowed));
  }
  if (!absl::ascii_isalnum(name[0])) {
    return absl::InvalidArgumentError(
        absl::StrCat(path, ": \"", name, "\" is not a name; begin with a letter or digit"));
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status ValidateExperimentName(absl::string_view path, absl::string_view name) {
  return ValidateName(path, name, "_-", "letters, digits, '_' and '-'");
}

absl::Status ValidateArmName(absl::string_view path, absl::string_view name) {
  return ValidateName(path, name, "_-.=", "letters, digits, '_', '-', '.' and '='");
}

}  // namespace ceteris
