#include "experiments/report/number_format.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace ceteris {
namespace {

constexpr int kMostDecimals = 12;
constexpr double kMostFixed = 1e9;  // larger numbers lose a table's alignment

bool ShownAsZero(double number, int decimals) { return std::fabs(number) < 0.5 * std::pow(10.0, -decimals); }

}  // namespace

int DecimalsFor(double scale) {
  if (!std::isfinite(scale) || scale <= 0) return 4;
  return std::clamp(1 - static_cast<int>(std::floor(std::log10(scale))), 0, kMostDecimals);
}

std::string FormatFixed(double number, int decimals) {
  if (std::isnan(number)) return "-";
  if (std::isinf(number)) return number > 0 ? "inf" : "-inf";
  if (std::fabs(number) >= kMostFixed) return absl::StrFormat("%.4g", number);
  if (number == 0) return absl::StrFormat("%.*f", decimals, 0.0);  // no "-0.0000"
  while (decimals < kMostDecimals && ShownAsZero(number, decimals)) ++decimals;
  if (ShownAsZero(number, decimals)) return absl::StrFormat("%.1e", number);
  return absl::StrFormat("%.*f", decimals, number);
}

std::string FormatSigned(double number, int decimals) {
  const std::string text = FormatFixed(number, decimals);
  return std::isnan(number) || text[0] == '-' ? text : "+" + text;
}

std::string FormatSd(double sd, int decimals) {
  const std::string text = FormatFixed(sd, decimals);
  return text.rfind("0.", 0) == 0 ? text.substr(1) : text;
}

std::string FormatP(double p) {
  if (std::isnan(p)) return "-";
  if (p < 0.0001) return "<0.0001";
  if (p >= 0.1) return absl::StrFormat("%.2f", p);
  for (int decimals = 4; decimals < kMostDecimals; ++decimals) {
    const std::string text = absl::StrFormat("%.*f", decimals, p);
    if ((std::strtod(text.c_str(), nullptr) < 0.05) == (p < 0.05)) return text;
  }
  return absl::StrFormat("%.*f", kMostDecimals, p);
}

std::string FormatBrief(double number) {
  if (!std::isfinite(number)) return FormatFixed(number, 0);
  return absl::StrFormat("%.2g", number);
}

std::string FormatCount(int64_t count) {
  const std::string digits = absl::StrCat(count);
  std::string text;
  const size_t first_digit = digits[0] == '-' ? 1 : 0;
  for (size_t i = 0; i < digits.size(); ++i) {
    if (i > first_digit && (digits.size() - i) % 3 == 0) text += ',';
    text += digits[i];
  }
  return text;
}

std::string FormatSignedCount(int64_t count) { return count < 0 ? FormatCount(count) : "+" + FormatCount(count); }

std::string FormatScaled(double number) {
  if (!std::isfinite(number)) return FormatFixed(number, 0);
  static constexpr const char* kUnits[] = {"", " k", " M", " G", " T", " P", " E"};
  size_t unit = 0;
  while (std::fabs(number) >= 999.5 && unit + 1 < std::size(kUnits)) {
    number /= 1000;
    ++unit;
  }
  return absl::StrFormat("%.3g%s", number, kUnits[unit]);
}

std::string FormatSeconds(double seconds) {
  if (!std::isfinite(seconds) || seconds < 0) return "-";
  if (seconds < 9.95) return absl::StrFormat("%.1f s", seconds);
  const int64_t whole = std::llround(seconds);
  if (whole < 60) return absl::StrFormat("%d s", whole);
  if (whole < 3600) return absl::StrFormat("%d min %02d s", whole / 60, whole % 60);
  return absl::StrFormat("%d h %02d min", whole / 3600, whole % 3600 / 60);
}

}  // namespace ceteris
