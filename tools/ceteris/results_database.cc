#include "tools/ceteris/results_database.h"

#include <unistd.h>

#include <cstdlib>

#include "absl/strings/str_cat.h"
#include "experiments/results/recover.h"
#include "tools/ceteris/flags.h"
#include "tools/ceteris/user_path.h"

namespace ceteris {

std::string DatabasePath() {
  if (!FLAGS_db.empty()) return UserPath(FLAGS_db);
  const char* workspace = std::getenv("BUILD_WORKSPACE_DIRECTORY");
  return workspace == nullptr ? "results/ceteris.db" : absl::StrCat(workspace, "/results/ceteris.db");
}

std::string CommandToType(const std::string& words) {
  const bool bazel = std::getenv("BUILD_WORKSPACE_DIRECTORY") != nullptr;
  return absl::StrCat(bazel ? "tools/bazel run //:ceteris -- " : "ceteris ", words,
                      FLAGS_db.empty() ? "" : absl::StrCat(" --db=", FLAGS_db));
}

absl::StatusOr<ResultsReader> OpenResults() {
  const std::string path = DatabasePath();
  if (access(path.c_str(), F_OK) != 0) {
    return absl::NotFoundError(absl::StrCat(path, ": there is no results database", FLAGS_db.empty() ? " yet" : "",
                                            "; make one with `", CommandToType("run SPEC"), "`",
                                            FLAGS_db.empty() ? ", or name another with --db" : ""));
  }
  // Where that is impossible (a copy that may not be written), the reader says LOST?.
  SettleDeadRunners(path).IgnoreError();
  return ResultsReader::Open(path);
}

absl::StatusOr<StoredExperiment> FindTypedExperiment(ResultsReader* reader, const std::string& name) {
  if (FLAGS_revision < 0) {
    return absl::InvalidArgumentError(
        absl::StrCat("--revision=", FLAGS_revision, ": revisions count from 1; 0 is the one asked for last"));
  }
  return reader->FindExperiment(name, FLAGS_revision);
}

}  // namespace ceteris
