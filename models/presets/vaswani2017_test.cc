// Every row of the first Transformer's table 3 against the number of parameters that the paper prints. The paper does
// not say what exactly it counted, so differences from the base are compared, each within a bound of its own.
#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "models/presets/presets.h"

namespace ceteris {
namespace {

struct Row {
  const char* name;
  double printed;  // millions; 0: the paper leaves the cell empty, which says as many as the base
  double bound;    // millions
};

constexpr Row kRows[] = {
    {"heads1", 0, 0.01},      {"heads4", 0, 0.01},   {"heads16", 0, 0.01},   {"heads32", 0, 0.01},
    {"key16", 58, 0.8},       {"key32", 60, 0.8},    {"layers2", 36, 0.8},   {"layers4", 50, 0.8},
    {"layers8", 80, 0.8},     {"d256", 28, 0.8},     {"d1024", 168, 2.25},   {"ff1024", 53, 0.8},
    {"ff4096", 90, 0.8},      {"dropout0", 0, 0.01}, {"dropout02", 0, 0.01}, {"smoothing0", 0, 0.01},
    {"smoothing02", 0, 0.01}, {"learned", 0, 0.8},   {"big", 213, 3.15},
};
constexpr double kPrintedBase = 65;

double Millions(const std::string& name) {
  return static_cast<double>(FindPreset(absl::StrCat("vaswani2017_", name)).value().num_parameters()) / 1e6;
}

TEST(Vaswani2017Test, DifferencesFromTheBaseAreThePapers) {
  for (const Row& row : kRows) {
    const double printed = row.printed == 0 ? 0 : row.printed - kPrintedBase;
    EXPECT_NEAR(Millions(row.name) - Millions("base"), printed, row.bound) << row.name;
  }
}

TEST(Vaswani2017Test, EveryPresetOfThePaperIsARow) {
  size_t num_presets = 0;
  for (const config::Preset& preset : AllPresets()) num_presets += absl::StartsWith(preset.name(), "vaswani2017_");
  EXPECT_EQ(num_presets, 1 + sizeof(kRows) / sizeof(kRows[0]));
}

}  // namespace
}  // namespace ceteris
