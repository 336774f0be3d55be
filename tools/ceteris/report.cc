#include <cstdio>

#include "absl/strings/str_cat.h"
#include "core/base/file.h"
#include "core/base/status_macros.h"
#include "experiments/report/page/html_report.h"
#include "tools/ceteris/answer.h"
#include "tools/ceteris/commands.h"
#include "tools/ceteris/exit_code.h"
#include "tools/ceteris/flags.h"
#include "tools/ceteris/user_path.h"

namespace ceteris {
namespace {

constexpr char kText[] =
    "Writes one self-contained HTML file: question, verdicts, curves, intervals, loss by\n"
    "length, cost and provenance. It needs no network and no database. Without --out it is\n"
    "EXPERIMENT.html where the command is typed.";
constexpr char kExamples[] =
    "ceteris report positions\n"
    "ceteris report positions --out=/tmp/positions.html --revision=2\n";

absl::StatusOr<int> Report(const Arguments& arguments) {
  ASSIGN_OR_RETURN(const ExperimentReport report, LoadTypedReport(arguments.positional[0], /*curves=*/true));
  ASSIGN_OR_RETURN(const std::string html, HtmlReport(report));
  const std::string path = UserPath(FLAGS_out.empty() ? absl::StrCat(report.name, ".html") : FLAGS_out);
  RETURN_IF_ERROR(WriteFileAtomically(path, html));
  std::printf("wrote %s (%zu kB)\n", path.c_str(), html.size() / 1000);
  return kExitOk;
}

}  // namespace

const Command& ReportCommand() {
  static const Command command = {"report",
                                  "EXPERIMENT",
                                  "the answer as one HTML file with figures",
                                  kText,
                                  kExamples,
                                  {"out", "revision", "db"},
                                  1,
                                  1,
                                  Report};
  return command;
}

}  // namespace ceteris
