#include "experiments/report/curve_plot.h"

#include <algorithm>
#include <cmath>

#include "absl/strings/str_cat.h"
#include "data/utf8/printable.h"
#include "experiments/report/braille_canvas.h"
#include "experiments/report/display_width.h"
#include "experiments/report/number_format.h"

namespace ceteris {
namespace {

constexpr int kLabelWidth = 10;  // of the value axis, with its line

struct Range {
  double low = INFINITY, high = -INFINITY;
  void Include(double value) {
    low = std::min(low, value);
    high = std::max(high, value);
  }
  double Share(double value) const { return high > low ? (value - low) / (high - low) : 0.5; }
};

// 1, 2 or 5 times a power of ten: about `count` of them cover the span.
double NiceStep(double span, int count) {
  const double rough = span / count, power = std::pow(10.0, std::floor(std::log10(rough)));
  for (const double factor : {1.0, 2.0, 5.0}) {
    if (factor * power >= rough) return factor * power;
  }
  return 10 * power;
}

class CurvePlot {
 public:
  CurvePlot(const std::vector<CurveBand>& bands, const CurvePlotOptions& options)
      : bands_(bands),
        options_(options),
        rows_(std::max(5, options.height)),
        columns_(std::max(40, options.width) - kLabelWidth),
        canvas_(columns_, rows_) {
    ChooseRanges();
  }

  std::string Print() {
    if (steps_.high < steps_.low) return "nothing to plot yet\n";
    int with_points = 0;
    for (const CurveBand& band : bands_) with_points += !band.points.empty();
    if (options_.band && with_points <= 3) DrawBands();
    DrawLines();
    return absl::StrCat(Drawing(), StepAxis(), Legend());
  }

 private:
  bool Shown(const BandPoint& point) const { return point.step >= options_.first_step; }

  void ChooseRanges() {
    bool positive = true;
    for (const CurveBand& band : bands_) {
      for (const BandPoint& point : band.points) positive &= point.low > 0;
    }
    log_scale_ = options_.log_scale && positive;
    for (const CurveBand& band : bands_) {
      for (const BandPoint& point : band.points) {
        if (!Shown(point)) continue;
        steps_.Include(static_cast<double>(point.step));
        values_.Include(Scaled(point.mean));
      }
    }
  }

  double Scaled(double value) const { return log_scale_ ? std::log10(value) : value; }
  double Unscaled(double value) const { return log_scale_ ? std::pow(10.0, value) : value; }
  int X(int64_t step) const {
    return static_cast<int>(std::lround(steps_.Share(static_cast<double>(step)) * (canvas_.width() - 1)));
  }
  int Y(double value) const {
    const double share = std::clamp(1 - values_.Share(Scaled(value)), 0.0, 1.0);
    return static_cast<int>(std::lround(share * (canvas_.height() - 1)));
  }
  static char LetterOf(size_t arm) {
    return arm < 26 ? static_cast<char>('A' + arm) : static_cast<char>('a' + arm % 26);
  }

  void DrawBands() {
    for (size_t arm = 0; arm < bands_.size(); ++arm) {
      for (size_t i = 1; i < bands_[arm].points.size(); ++i) {
        const BandPoint &from = bands_[arm].points[i - 1], &to = bands_[arm].points[i];
        if (!Shown(from)) continue;
        const int x0 = X(from.step), x1 = X(to.step);
        for (int x = x0; x <= x1; ++x) {
          const double share = x1 == x0 ? 0 : static_cast<double>(x - x0) / (x1 - x0);
          const int top = Y(from.high + share * (to.high - from.high)),
                    bottom = Y(from.low + share * (to.low - from.low));
          for (int y = top; y <= bottom; ++y) {
            if (x % 2 == 0 && (y + x / 2) % 2 == 0) canvas_.Dot(x, y, static_cast<int>(arm));
          }
        }
      }
    }
  }

  void DrawLines() {
    for (size_t arm = 0; arm < bands_.size(); ++arm) {
      const BandPoint* previous = nullptr;
      for (const BandPoint& point : bands_[arm].points) {
        if (!Shown(point)) continue;
        const BandPoint& from = previous == nullptr ? point : *previous;
        canvas_.Line(X(from.step), Y(from.mean), X(point.step), Y(point.mean), static_cast<int>(arm));
        previous = &point;
      }
    }
    for (size_t arm = 0; arm < bands_.size(); ++arm) MarkCurve(arm);
  }

  // Three letters on the curve, at places where the other arms have none.
  void MarkCurve(size_t arm) {
    std::vector<BandPoint> points;
    std::copy_if(bands_[arm].points.begin(), bands_[arm].points.end(), std::back_inserter(points),
                 [&](const BandPoint& point) { return Shown(point); });
    if (points.empty()) return;
    for (int mark = 0; mark < 3; ++mark) {
      const double share = (mark + (arm + 0.5) / bands_.size()) / 3;
      const double step = steps_.low + share * (steps_.high - steps_.low);
      const auto after =
          std::find_if(points.begin(), points.end(), [&](const BandPoint& point) { return point.step >= step; });
      if (after == points.end()) continue;
      const BandPoint& to = *after;
      const BandPoint& from = after == points.begin() ? to : *(after - 1);
      const double between = to.step == from.step ? 0 : (step - from.step) / static_cast<double>(to.step - from.step);
      canvas_.Letter(X(std::llround(step)), Y(from.mean + std::clamp(between, 0.0, 1.0) * (to.mean - from.mean)),
                     LetterOf(arm), static_cast<int>(arm));
    }
  }

  // The label of the round value that falls into a row of the drawing; "" when none does.
  std::string RowLabel(int row) const {
    const double span = values_.high - values_.low;
    if (!(span > 0)) return row == rows_ / 2 ? FormatFixed(Unscaled(values_.low), 4) : "";
    const double top = values_.high - row * span / rows_, bottom = values_.high - (row + 1) * span / rows_;
    if (log_scale_)
      return row % 4 == 0 ? FormatFixed(Unscaled((top + bottom) / 2), std::min(6, DecimalsFor(Unscaled(bottom)))) : "";
    const double step = NiceStep(span, std::max(2, rows_ / 4));
    const double tick = std::floor(top / step) * step;
    return tick > bottom ? FormatFixed(std::fabs(tick) < step / 2 ? 0 : tick, std::max(0, DecimalsFor(step) - 1)) : "";
  }

  std::string Drawing() const {
    std::string text;
    for (int row = 0; row < rows_; ++row) {
      const std::string label = RowLabel(row);
      const std::string spaces(std::max(0, kLabelWidth - 2 - DisplayWidth(label)), ' ');
      absl::StrAppend(&text, spaces, label, label.empty() ? " │" : " ┤", canvas_.Row(row, options_.color), "\n");
    }
    return text;
  }

  std::string StepAxis() const {
    std::string labels(kLabelWidth + columns_ + 16, ' ');
    std::vector<bool> ticks(columns_, false);
    const double span = steps_.high - steps_.low;
    const double step = span > 0 ? std::max(1.0, NiceStep(span, 5)) : 1;
    size_t free_from = 0;
    for (double tick = std::ceil(steps_.low / step) * step; tick <= steps_.high; tick += step) {
      const int column = X(std::llround(tick)) / 2;
      const std::string label = FormatCount(std::llround(tick));
      const size_t begin = kLabelWidth + column - std::min<size_t>(column, label.size() / 2);
      if (begin < free_from) continue;
      ticks[column] = true;
      labels.replace(begin, label.size(), label);
      free_from = begin + label.size() + 2;
    }
    std::string line(kLabelWidth - 1, ' ');
    line += "└";
    for (const bool tick : ticks) line += tick ? "┬" : "─";
    labels.erase(labels.find_last_not_of(' ') + 1);
    if (labels.size() > static_cast<size_t>(kLabelWidth + columns_)) {  // the last label ends at the edge
      const size_t over = labels.size() - (kLabelWidth + columns_), gap = labels.find_last_of(' ');
      labels.erase(gap - over, over);
    }
    labels.replace(0, 6, "  step");
    return absl::StrCat(line, "\n", labels, "\n");
  }

  std::string Legend() const {
    int name_width = 0;
    for (const CurveBand& band : bands_) name_width = std::max(name_width, DisplayWidth(Printable(band.arm)));
    std::string text;
    for (size_t arm = 0; arm < bands_.size(); ++arm) {
      const CurveBand& band = bands_[arm];
      const std::string name = Printable(band.arm) + (band.baseline ? " *" : "");
      absl::StrAppend(&text, std::string(kLabelWidth, ' '),
                      options_.color ? BrailleCanvas::PenColor(static_cast<int>(arm)) : "",
                      std::string(1, LetterOf(arm)), options_.color ? "\033[0m" : "", " ", name,
                      std::string(name_width + 4 - DisplayWidth(name), ' '));
      if (band.points.empty()) {
        text += "-";
      } else {
        const BandPoint& last = band.points.back();
        const int decimals = std::min(6, DecimalsFor(last.sd));
        absl::StrAppend(&text, FormatFixed(last.mean, decimals));
        if (last.n > 1) absl::StrAppend(&text, " +- ", FormatSd(last.sd, decimals));
        absl::StrAppend(&text, " at step ", FormatCount(last.step), ", ", last.n, last.n == 1 ? " seed" : " seeds");
      }
      if (band.left_out > 0) absl::StrAppend(&text, "; ", band.left_out, " diverged or failed, not drawn");
      text += "\n";
    }
    return text;
  }

  const std::vector<CurveBand>& bands_;
  const CurvePlotOptions& options_;
  const int rows_, columns_;
  BrailleCanvas canvas_;
  Range steps_, values_;
  bool log_scale_ = false;
};

}  // namespace

std::string PlotCurves(const std::vector<CurveBand>& bands, const CurvePlotOptions& options) {
  return CurvePlot(bands, options).Print();
}

}  // namespace ceteris
