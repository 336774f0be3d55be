#include "tools/ceteris/stored_weights.h"

#include "absl/strings/str_cat.h"
#include "core/base/file.h"
#include "core/base/sha256.h"
#include "experiments/results/trial_folder.h"
#include "tools/ceteris/results_database.h"

namespace ceteris {

absl::StatusOr<std::string> StoredWeights(const StoredTrial& trial) {
  const std::string name = absl::StrCat("trial ", trial.trial_id);
  for (const StoredArtifact& artifact : trial.artifacts) {
    if (artifact.kind != "weights") continue;
    const std::string path = absl::StrCat(FolderOf(DatabasePath()), "/", artifact.path);
    absl::StatusOr<std::string> bytes = ReadFile(path);
    if (!bytes.ok()) {
      return absl::NotFoundError(absl::StrCat(name, ": its weights cannot be read: ", bytes.status().message(),
                                              "; they lie beside the database and must be copied with it"));
    }
    if (Sha256Hex(*bytes) != artifact.sha256) {
      return absl::DataLossError(absl::StrCat(path, ": is not the file that ", name, " wrote: its SHA-256 differs"));
    }
    return path;
  }
  return absl::FailedPreconditionError(absl::StrCat(
      name, " is ", TrialStateName(trial.state), " and has no weights; choose one that SUCCEEDED, see `ceteris ls`"));
}

}  // namespace ceteris
