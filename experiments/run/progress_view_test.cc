#include "experiments/run/progress_view.h"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cmath>
#include <cstdlib>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ceteris {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

RunProgress TwoTrials() {
  RunProgress progress;
  progress.experiment = "positions";
  progress.num_trials = 48;
  progress.num_ended = 12;
  progress.seconds_left = 185;
  progress.running = {{"rotary seed 3", 310, 500, 2.0143, 21.06}, {"none seed 3", 0, 500, std::nan(""), 0}};
  return progress;
}

std::string ReadAll(int file) {
  std::string text;
  char buffer[4096];
  fcntl(file, F_SETFL, O_NONBLOCK);
  for (ssize_t got; (got = read(file, buffer, sizeof(buffer))) > 0;) text.append(buffer, got);
  return text;
}

TEST(ProgressViewTest, ALineSaysStepLossSpeedAndTimeLeft) {
  EXPECT_THAT(ProgressLines(TwoTrials(), 100, 24),
              ElementsAre("positions: 12 of 48 trials, 2 running, about 3 min 05 s left",
                          "  rotary seed 3  step 310 of 500  loss 2.0143  21.1 steps/s  9 s left",
                          "  none seed 3    starting"));
}

TEST(ProgressViewTest, FitsIntoSmallWindows) {
  for (int width = 1; width < 80; ++width) {
    for (int height = 1; height < 6; ++height) {
      const std::vector<std::string> lines = ProgressLines(TwoTrials(), width, height);
      EXPECT_LE(static_cast<int>(lines.size()), height);
      for (const std::string& line : lines) EXPECT_LE(static_cast<int>(line.size()), width);
    }
  }
  RunProgress many = TwoTrials();
  many.running.resize(50, many.running[0]);
  EXPECT_EQ(ProgressLines(many, 80, 10).back(), "  and 42 more");
}

TEST(ProgressViewTest, DurationsReadAsPeopleSayThem) {
  EXPECT_EQ(FormatDuration(0.4), "0 s");
  EXPECT_EQ(FormatDuration(59.4), "59 s");
  EXPECT_EQ(FormatDuration(185), "3 min 05 s");
  EXPECT_EQ(FormatDuration(7620), "2 h 07 min");
}

TEST(ProgressViewTest, WithoutATerminalThereAreOnlyPlainLines) {
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  {
    const auto view = MakeProgressView(ends[1]);
    for (int i = 0; i < 100; ++i) view->Update(TwoTrials());
    view->TrialEnded("rotary seed 3: loss 1.9, 26 s", false);
    view->TrialEnded("none seed 3: FAILED (signal 9)", true);
    view->Finish();
  }
  EXPECT_EQ(ReadAll(ends[0]), "[13/48] rotary seed 3: loss 1.9, 26 s\n[13/48] none seed 3: FAILED (signal 9)\n");
}

// On a pseudo-terminal, as a screen of rows that understands what the view writes.
TEST(ProgressViewTest, OnATerminalLiveLinesAreReplacedAndNothingLiveIsLeft) {
  const int terminal = posix_openpt(O_RDWR | O_NOCTTY);
  ASSERT_GE(terminal, 0);
  ASSERT_EQ(grantpt(terminal) + unlockpt(terminal), 0);
  const int screen = open(ptsname(terminal), O_RDWR | O_NOCTTY);
  ASSERT_GE(screen, 0);
  const winsize window = {10, 40, 0, 0};
  ioctl(screen, TIOCSWINSZ, &window);
  {
    const auto view = MakeProgressView(screen);
    view->Update(TwoTrials());
    view->TrialEnded("alibi seed 1: fine", false);
    view->TrialEnded("none seed 1: FAILED", true);
    view->Finish();
  }
  const std::string written = ReadAll(terminal);
  EXPECT_THAT(written, Not(HasSubstr("alibi seed 1")));
  std::vector<std::string> rows = {""};
  size_t row = 0;
  for (size_t i = 0; i < written.size(); ++i) {
    if (written[i] == '\r') continue;
    if (written[i] == '\n') {
      if (++row == rows.size()) rows.push_back("");
      rows[row].clear();
    } else if (written.compare(i, 2, "\x1b[") == 0) {
      const size_t end = written.find_first_of("AJK", i);
      if (written[end] == 'A') row -= std::stoi(written.substr(i + 2));
      if (written[end] == 'J') rows.resize(row + 1), rows[row].clear();
      if (written[end] == 'A') rows[row].clear();
      i = end;
    } else {
      rows[row] += written[i];
      EXPECT_LT(rows[row].size(), 40u);
    }
  }
  EXPECT_THAT(rows, ElementsAre("none seed 1: FAILED", ""));
}

}  // namespace
}  // namespace ceteris
