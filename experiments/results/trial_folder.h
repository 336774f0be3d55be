// Where the files of an attempt lie: next to the database, so that the folder can be moved or copied as a whole.
//
//   results/ceteris.db
//   results/trials/1f0c9a5be2d4/attempt-1/{request.textproto, journal.tfrecord, model.safetensors}
#pragma once

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace ceteris {

// "trials/1f0c9a5be2d4", relative to the folder of the database. 48 bits of the identity; a journal's header holds all
// of it and is checked, so two trials that share them cannot be mixed up.
inline std::string TrialFolder(absl::string_view identity) { return absl::StrCat("trials/", identity.substr(0, 12)); }
inline std::string AttemptFolder(absl::string_view identity, int number) {
  return absl::StrCat(TrialFolder(identity), "/attempt-", number);
}

constexpr char kJournalFile[] = "journal.tfrecord";
constexpr char kWeightsFile[] = "model.safetensors";
constexpr char kRequestFile[] = "request.textproto";

// The folder that `path` is in: "results" of "results/ceteris.db", "." of "ceteris.db".
inline std::string FolderOf(absl::string_view path) {
  const size_t slash = path.rfind('/');
  if (slash == absl::string_view::npos) return ".";
  return slash == 0 ? "/" : std::string(path.substr(0, slash));
}

}  // namespace ceteris
