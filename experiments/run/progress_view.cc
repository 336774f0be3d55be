#include "experiments/run/progress_view.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cmath>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "core/base/clock.h"

namespace ceteris {
namespace {

constexpr double kRedrawSeconds = 0.2;
constexpr double kHeartbeatSeconds = 30;

void WriteAll(int file, absl::string_view text) {
  while (!text.empty()) {
    const ssize_t written = write(file, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return;  // a closed terminal must not stop a run
    text.remove_prefix(written);
  }
}

std::string Headline(const RunProgress& progress) {
  std::string line =
      absl::StrCat(progress.experiment, ": ", progress.num_ended, " of ", progress.num_trials, " trials");
  if (!progress.running.empty()) absl::StrAppend(&line, ", ", progress.running.size(), " running");
  if (progress.num_failed > 0) absl::StrAppend(&line, ", ", progress.num_failed, " failed");
  if (progress.num_elsewhere > 0) absl::StrAppend(&line, ", ", progress.num_elsewhere, " in another process");
  if (progress.stopping) return absl::StrCat(line, ", stopping (once more: at once)");
  if (progress.seconds_left > 0) absl::StrAppend(&line, ", about ", FormatDuration(progress.seconds_left), " left");
  return line;
}

std::string TrialLine(const TrialProgress& trial, int label_width) {
  std::string line = absl::StrFormat("  %-*s", label_width, trial.label);
  if (trial.step == 0) return line + "  starting";
  const int digits = static_cast<int>(absl::StrCat(trial.num_steps).size());
  absl::StrAppendFormat(&line, "  step %*d of %d", digits, trial.step, trial.num_steps);
  if (!std::isnan(trial.loss)) absl::StrAppendFormat(&line, "  loss %.4f", trial.loss);
  if (trial.steps_per_second > 0) {
    absl::StrAppendFormat(&line, "  %.3g steps/s  %s left", trial.steps_per_second,
                          FormatDuration((trial.num_steps - trial.step) / trial.steps_per_second));
  }
  return line;
}

class TerminalView : public ProgressView {
 public:
  explicit TerminalView(int file) : file_(file) {}
  ~TerminalView() override { Finish(); }

  void Update(const RunProgress& progress) override {
    latest_ = progress;
    if (MonotonicSeconds() - drawn_at_ >= kRedrawSeconds) Draw("");
  }
  void TrialEnded(const std::string& line, bool matters) override {
    if (matters) Say(line);
  }
  void Say(const std::string& line) override { Draw(line + "\n"); }
  void Finish() override {
    WriteAll(file_, Erase());
    num_drawn_ = 0;
    latest_ = RunProgress();
  }

 private:
  // To the first live line, and clear from there.
  std::string Erase() const { return num_drawn_ == 0 ? "" : absl::StrCat("\x1b[", num_drawn_, "A\r\x1b[J"); }

  // Everything in one write, lines rewritten in place: nothing flickers.
  void Draw(const std::string& permanent) {
    int width = 80, height = 24;
    winsize window;
    if (ioctl(file_, TIOCGWINSZ, &window) == 0 && window.ws_col > 0 && window.ws_row > 0) {
      width = window.ws_col;
      height = window.ws_row;
    }
    std::vector<std::string> lines;
    if (!latest_.experiment.empty()) lines = ProgressLines(latest_, width - 1, height - 1);
    std::string out;
    if (!permanent.empty()) {
      out = absl::StrCat(Erase(), permanent);
    } else if (num_drawn_ > 0) {
      out = absl::StrCat("\x1b[", num_drawn_, "A\r");
    }
    for (const std::string& line : lines) absl::StrAppend(&out, line, "\x1b[K\n");
    out += "\x1b[J";
    WriteAll(file_, out);
    num_drawn_ = static_cast<int>(lines.size());
    drawn_at_ = MonotonicSeconds();
  }

  const int file_;
  int num_drawn_ = 0;
  double drawn_at_ = -1e9;
  RunProgress latest_;
};

class PlainView : public ProgressView {
 public:
  explicit PlainView(int file) : file_(file), said_at_(MonotonicSeconds()) {}

  void Update(const RunProgress& progress) override {
    count_ = absl::StrCat("[", progress.num_ended + 1, "/", progress.num_trials, "] ");
    if (MonotonicSeconds() - said_at_ >= kHeartbeatSeconds) Say(Headline(progress));
  }
  void TrialEnded(const std::string& line, bool) override { Say(count_ + line); }
  void Say(const std::string& line) override {
    WriteAll(file_, line + "\n");
    said_at_ = MonotonicSeconds();
  }
  void Finish() override {}

 private:
  const int file_;
  double said_at_;
  std::string count_;
};

class SilentView : public ProgressView {
 public:
  void Update(const RunProgress&) override {}
  void TrialEnded(const std::string&, bool) override {}
  void Say(const std::string&) override {}
  void Finish() override {}
};

}  // namespace

std::string FormatDuration(double seconds) {
  const int64_t whole = std::llround(std::min(seconds, 1e9));
  if (whole < 60) return absl::StrFormat("%d s", whole);
  if (whole < 3600) return absl::StrFormat("%d min %02d s", whole / 60, whole % 60);
  return absl::StrFormat("%d h %02d min", whole / 3600, whole / 60 % 60);
}

std::vector<std::string> ProgressLines(const RunProgress& progress, int width, int height) {
  std::vector<std::string> lines = {Headline(progress)};
  size_t label_width = 0;
  for (const TrialProgress& trial : progress.running) label_width = std::max(label_width, trial.label.size());
  label_width = std::min<size_t>(label_width, 40);
  const int num_shown = std::min<int>(static_cast<int>(progress.running.size()), std::max(0, height - 2));
  for (int i = 0; i < num_shown; ++i) lines.push_back(TrialLine(progress.running[i], static_cast<int>(label_width)));
  const int num_hidden = static_cast<int>(progress.running.size()) - num_shown;
  if (num_hidden > 0 && height > 1) lines.push_back(absl::StrCat("  and ", num_hidden, " more"));
  for (std::string& line : lines) line.resize(std::min<size_t>(line.size(), std::max(1, width)));
  return lines;
}

std::unique_ptr<ProgressView> MakeProgressView(int file) {
  if (isatty(file)) return std::make_unique<TerminalView>(file);
  return std::make_unique<PlainView>(file);
}

std::unique_ptr<ProgressView> MakeSilentView() { return std::make_unique<SilentView>(); }

}  // namespace ceteris
