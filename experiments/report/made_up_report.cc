#include "experiments/report/made_up_report.h"

#include <cmath>

#include "absl/strings/str_cat.h"
#include "core/base/counter_hash.h"

namespace ceteris {
namespace {

struct MadeUpArm {
  const char* name;
  double shift;      // of the final loss from the baseline
  double speed;      // of learning
  double longer[2];  // loss added at 2 and 4 times the length; < 0: undefined
  int64_t extra_parameters;
};

constexpr MadeUpArm kArms[] = {
    {"sinusoidal", 0, 1.0, {0.29, 0.94}, 0},           {"rotary", -0.0379, 1.25, {0.08, 0.44}, 0},
    {"alibi", -0.0212, 1.1, {0.005, 0.021}, 0},        {"learned", 0.0005, 0.95, {-1, -1}, 8192},
    {"relative_bias", 0.0315, 0.9, {0.06, 0.17}, 128}, {"none", 0.0052, 0.85, {0.02, 0.19}, 0},
};

double NormalNumber(uint64_t key, uint64_t index) {
  const double u = 1 - UnitInterval(CounterHash(key, 2 * index)), v = UnitInterval(CounterHash(key, 2 * index + 1));
  return std::sqrt(-2 * std::log(u)) * std::cos(2 * M_PI * v);
}

Curve MakeCurve(const char* metric, int every, double final_loss, double speed, double jitter, uint64_t key) {
  Curve curve{metric, {}};
  const double end = std::exp(-500 * speed / 90.0);
  for (int step = every == 10 ? 10 : 0; step <= 500; step += every) {
    const double fall = 2.25 * (std::exp(-step * speed / 90.0) - end);
    const double wobble = step == 500 ? 0 : jitter * NormalNumber(key, step);
    curve.points.push_back({step, final_loss + fall + wobble});
  }
  return curve;
}

ReportCell MakeCell(const MadeUpArm& arm, uint64_t seed, int replicate) {
  const uint64_t shared = SeedKey(seed, replicate), own = StreamKey(shared, arm.name);
  const bool equivalent = arm.extra_parameters == 8192;  // runs nearly in step with the baseline
  const double noise = 0.006 * NormalNumber(shared, 0) + (equivalent ? 0.0012 : 0.0045) * NormalNumber(own, 0);
  const double loss = 1.912 + arm.shift + noise;
  ReportCell cell;
  cell.seed = seed;
  cell.replicate = replicate;
  cell.state = CellState::kSucceeded;
  cell.trial = absl::StrCat(absl::Hex(own, absl::kZeroPad16), absl::Hex(MixBits(own), absl::kZeroPad16));
  cell.num_tokens = 500 * 16 * 128;
  cell.elapsed_seconds = 13.2 + 0.4 * NormalNumber(own, 1) + 100 * std::fabs(arm.shift) * 0.2;
  cell.finals = {{"valid/loss", loss, ""}, {"train/loss", loss - 0.08, ""}};
  for (const int length : {2, 4}) {
    const double added = arm.longer[length / 4];
    MetricValue value{absl::StrCat("valid/loss@x", length), loss + added * (1 + 0.05 * NormalNumber(own, length)), ""};
    if (added < 0)
      value = {value.metric, std::nan(""), "learned positions end at 128; there is none for position 128 and beyond"};
    cell.finals.push_back(value);
  }
  cell.curves = {MakeCurve("valid/loss", 50, loss, arm.speed, 0.004, StreamKey(own, "valid")),
                 MakeCurve("train/loss", 10, loss - 0.08, arm.speed, 0.02, StreamKey(own, "train"))};
  return cell;
}

}  // namespace

ExperimentReport MadeUpReport() {
  ExperimentReport report;
  report.name = "positions";
  report.question =
      "Which positional encoding predicts King James text best at 128 characters, and which still works at four times "
      "that length?";
  report.hypothesis = "rotary and alibi beat sinusoidal at the training length; only alibi holds at 4x.";
  report.unit = "nats per character";
  report.equivalence_margin = 0.005;
  report.seeds = {1, 2, 3, 4, 5, 6, 7, 8};
  report.replicates = 2;
  report.num_steps = 500;
  for (const MadeUpArm& made_up : kArms) {
    ReportArm arm;
    arm.name = made_up.name;
    arm.baseline = report.arms.empty();
    arm.num_parameters = 103232 + made_up.extra_parameters;
    arm.flops_per_token = 6.2e5 + 4.0 * made_up.extra_parameters;
    arm.attention_kernel = "fused";
    if (!arm.baseline)
      arm.differences = {{"model.decoder.position", "sinusoidal { base: 10000 }", absl::StrCat(arm.name, " {}")}};
    for (const uint64_t seed : report.seeds) arm.cells.push_back(MakeCell(made_up, seed, 0));
    if (arm.baseline) {
      for (const uint64_t seed : {1, 2}) arm.cells.push_back(MakeCell(made_up, seed, 1));
    }
    report.arms.push_back(arm);
  }
  ProvenanceRow row;
  row.executable_sha256 = "0f3c5be9a1d24c1b8e7712d3c09a4a1f6dc0b28d5c5f5bb2a8e0a1f1f0c7d9e2";
  row.git_revision = "4ba19ffd2c9c11a8d0a7c1b7e2f64d9d3a5d2c10";
  row.host = "workbench";
  row.cpu = row.device_name = "AMD EPYC 7763 64-Core Processor";
  row.device_kind = "cpu";
  row.dtype = "float32";
  row.libtorch = "2.11.0";
  row.compiler = "GCC 12.2";
  row.data_digest = "9b74c9897bac770ffc029102a200c5de7a1f6e1e2d3c4b5a69788796a5b4c3d2";
  row.num_threads = 1;
  row.num_trials = 50;
  report.provenance = {row};
  return report;
}

ReportCell& CellOf(ExperimentReport* report, int arm, uint64_t seed) {
  for (ReportCell& cell : report->arms[arm].cells) {
    if (cell.seed == seed && cell.replicate == 0) return cell;
  }
  return report->arms[arm].cells.emplace_back();
}

void SetFinal(ExperimentReport* report, int arm, uint64_t seed, double value) {
  for (MetricValue& final_value : CellOf(report, arm, seed).finals) {
    if (final_value.metric == report->metric) final_value.value = value;
  }
}

}  // namespace ceteris
