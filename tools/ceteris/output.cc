#include "tools/ceteris/output.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "core/base/file.h"
#include "core/base/status_macros.h"
#include "data/utf8/printable.h"
#include "tools/ceteris/exit_code.h"
#include "tools/ceteris/flags.h"
#include "tools/ceteris/user_path.h"

namespace ceteris {
namespace {

TableOptions TerminalOptions() {
  TableOptions options;
  int columns = 0;
  const char* wanted = std::getenv("COLUMNS");
  if (wanted != nullptr && absl::SimpleAtoi(wanted, &columns) && columns > 0) options.width = columns;
  struct winsize window = {};
  if (!isatty(STDOUT_FILENO)) return options;
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &window) == 0 && window.ws_col > 0) options.width = window.ws_col;
  const char* terminal = std::getenv("TERM");
  options.color = std::getenv("NO_COLOR") == nullptr && terminal != nullptr && std::string(terminal) != "dumb";
  return options;
}

}  // namespace

absl::StatusOr<Output> Output::FromFlags() {
  Output output;
  const absl::StatusOr<TableFormat> format = ParseTableFormat(FLAGS_format);
  if (!format.ok()) {
    return absl::InvalidArgumentError(
        absl::StrCat("--format=", Printable(FLAGS_format), ": ", format.status().message()));
  }
  output.format_ = *format;
  if (FLAGS_out.empty()) output.options_ = TerminalOptions();
  return output;
}

int Output::text_width() const {
  constexpr int kWidest = 100;
  return options_.width > 0 ? std::min(options_.width, kWidest) : kWidest;
}

absl::StatusOr<int> Output::Print(const std::string& text) const {
  if (FLAGS_out.empty()) {
    std::fwrite(text.data(), 1, text.size(), stdout);
    return kExitOk;
  }
  RETURN_IF_ERROR(WriteFileAtomically(UserPath(FLAGS_out), text));
  std::fprintf(stderr, "wrote %s\n", UserPath(FLAGS_out).c_str());
  return kExitOk;
}

}  // namespace ceteris
