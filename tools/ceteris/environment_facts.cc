#include "tools/ceteris/environment_facts.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/time.h"

namespace ceteris {

std::vector<std::pair<std::string, TableCell>> EnvironmentFacts(const Provenance& made_by) {
  const std::string git = made_by.git_revision.empty() ? "unknown" : made_by.git_revision;
  return {{"executable", made_by.executable_sha256},
          {"git revision", absl::StrCat(git, made_by.git_dirty ? ", with uncommitted changes" : "")},
          {"compiler", made_by.compiler},
          {"LibTorch", made_by.libtorch},
          {"host", made_by.host},
          {"cpu", made_by.cpu},
          {"device", absl::StrCat(made_by.device_kind, made_by.device_name.empty() ? "" : ", ", made_by.device_name)},
          {"dtype", made_by.dtype},
          {"threads", made_by.num_threads}};
}

std::string FormatDate(int64_t wall_milliseconds) {
  return absl::FormatTime("%Y-%m-%d %H:%M", absl::FromUnixMillis(wall_milliseconds), absl::LocalTimeZone());
}

std::string FormatMegabytes(int64_t bytes) { return absl::StrFormat("%.0f MB", static_cast<double>(bytes) / 1e6); }

}  // namespace ceteris
