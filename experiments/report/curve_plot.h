// Learning curves in a terminal, in braille dots, each marked with its letter so that no color is needed to tell them
// apart.
//
// Example:  std::cout << PlotCurves(CollectBands(report, "valid/loss"), {.width = 100, .height = 20});
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "experiments/report/curve_band.h"

namespace ceteris {

struct CurvePlotOptions {
  int width = 80;      // of the whole plot, in terminal columns; at least 40
  int height = 20;     // of the drawing, in rows; at least 5
  bool color = false;  // only for a terminal
  bool band = true;  // the range over seeds as a light area; with more than three arms it would only hide lines, and is
                     // left out
  int64_t first_step = 0;  // earlier steps are left out, so that the end can be seen
  bool log_scale = false;  // of the values; ignored unless all are positive
};

// Axis, drawing and legend with the last mean +- sd of each arm; ends in a line feed. "nothing to plot yet" without any
// point.
std::string PlotCurves(const std::vector<CurveBand>& bands, const CurvePlotOptions& options);

}  // namespace ceteris
