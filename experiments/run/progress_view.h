// What a person sees while trials run: one live line per running trial on a terminal, a line now and then otherwise.
//
//   positions: 12 of 48 trials, 2 running, about 3 min left
//     rotary seed 3      step 310 of 500   loss 2.0143    21 steps/s   9 s left
//     alibi seed 3       step  40 of 500   loss 3.1178    20 steps/s   23 s left
//
// Prints nothing that the store does not hold.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace ceteris {

struct TrialProgress {
  std::string label;  // "rotary seed 3"
  int64_t step = 0, num_steps = 0;
  double loss = 0;              // NaN: none yet
  double steps_per_second = 0;  // 0: not known yet
};

struct RunProgress {
  std::string experiment;
  int num_trials = 0, num_ended = 0, num_failed = 0, num_elsewhere = 0;
  double seconds_left = 0;  // 0: not known yet
  bool stopping = false;
  std::vector<TrialProgress> running;
};

class ProgressView {
 public:
  virtual ~ProgressView() = default;
  // The state now; called a few times a second.
  virtual void Update(const RunProgress& progress) = 0;
  // A trial ended: "rotary seed 3: loss 1.8741, 26 s". `matters`: it failed or diverged.
  virtual void TrialEnded(const std::string& line, bool matters) = 0;
  // A line that stays.
  virtual void Say(const std::string& line) = 0;
  // Nothing live is left on the screen.
  virtual void Finish() = 0;
};

// On a terminal: the live lines are redrawn in place, in one write and no wider or higher than the window; of ended
// trials only those that matter leave a line. Otherwise: a line for every trial that ended and one every 30 s.
std::unique_ptr<ProgressView> MakeProgressView(int file);
// Says nothing.
std::unique_ptr<ProgressView> MakeSilentView();

// The lines of the live display, none longer than `width` columns and no more than `height`.
std::vector<std::string> ProgressLines(const RunProgress& progress, int width, int height);
// "9 s", "3 min 05 s", "2 h 07 min".
std::string FormatDuration(double seconds);

}  // namespace ceteris
