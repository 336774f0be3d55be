#include "experiments/report/load_report.h"

#include <algorithm>
#include <functional>
#include <map>
#include <set>
#include <tuple>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "core/base/status_macros.h"
#include "experiments/results/sql_query.h"

namespace ceteris {
namespace {

using Fields = std::map<std::string, std::string>;   // path -> value of one arm's resolved configuration
using CellKey = std::tuple<int64_t, uint64_t, int>;  // arm, seed, replicate

constexpr int kMostFields = 10'000'000;

CellState ToCellState(TrialState state) {
  switch (state) {
    case TrialState::kSucceeded:
      return CellState::kSucceeded;
    case TrialState::kDiverged:
      return CellState::kDiverged;
    case TrialState::kFailed:
      return CellState::kFailed;
    case TrialState::kAbsent:
    case TrialState::kQueued:
    case TrialState::kRunning:
    case TrialState::kLost:
    case TrialState::kCancelled:
    case TrialState::kPerhapsLost:
      return CellState::kMissing;
  }
  return CellState::kMissing;
}

absl::StatusOr<std::map<std::string, Fields>> LoadFields(ResultsReader* reader, int64_t experiment_id) {
  const std::string sql =
      absl::StrCat("SELECT a.name, f.path, f.value FROM arm_field f JOIN arm a USING(arm_id) WHERE a.experiment_id = ",
                   experiment_id);
  ASSIGN_OR_RETURN(const SqlResult result, QuerySql(reader, sql, kMostFields));
  std::map<std::string, Fields> fields;
  for (const auto& row : result.rows) fields[row[0].value_or("")][row[1].value_or("")] = row[2].value_or("");
  return fields;
}

// Paths that only one of the two has come with "absent" on the other side.
std::vector<ConfigDifference> CompareFields(const Fields& baseline, const Fields& arm) {
  std::set<std::string> paths;
  for (const auto& field : baseline) paths.insert(field.first);
  for (const auto& field : arm) paths.insert(field.first);
  const auto value_of = [](const Fields& fields, const std::string& path) {
    const auto found = fields.find(path);
    return found == fields.end() ? std::string("absent") : found->second;
  };
  std::vector<ConfigDifference> differences;
  for (const std::string& path : paths) {
    ConfigDifference difference{path, value_of(baseline, path), value_of(arm, path)};
    if (difference.baseline_value != difference.value) differences.push_back(std::move(difference));
  }
  return differences;
}

// What a loss is counted per: the tokenizer's token.
std::string MetricUnit(absl::string_view metric, const Fields& fields) {
  if (!absl::StrContains(metric, "/loss")) return "";
  const auto task = fields.find("task");
  if (task != fields.end() && task->second == "digits") return "nats per image";
  for (const char* text_task : {"language_model", "masked_language_model"}) {
    const auto tokenizer = fields.find(absl::StrCat("task.", text_task, ".tokenizer"));
    const bool known = tokenizer != fields.end() && (tokenizer->second == "character" || tokenizer->second == "byte");
    if (known) return absl::StrCat("nats per ", tokenizer->second);
  }
  return "nats per token";
}

// What a loss per token is counted in: an arm that changes it predicts something else.
bool ChangesWhatIsPredicted(absl::string_view path) {
  return path == "task" || (absl::StartsWith(path, "task.") &&
                            (absl::StrContains(path, ".tokenizer") || absl::StrContains(path, ".corpus")));
}

// "task.language_model.tokenizer (character, byte), so losses per token do not compare", for each such path.
std::vector<std::string> DescribePredicted(const ExperimentReport& report) {
  std::map<std::string, std::vector<std::string>> values;  // by path, the baseline's first
  for (const ReportArm& arm : report.arms) {
    for (const ConfigDifference& one : arm.differences) {
      if (!ChangesWhatIsPredicted(one.path)) continue;
      std::vector<std::string>& known = values[one.path];
      if (known.empty()) known.push_back(one.baseline_value);
      if (std::find(known.begin(), known.end(), one.value) == known.end()) known.push_back(one.value);
    }
  }
  std::vector<std::string> warnings;
  for (const auto& [path, known] : values) {
    warnings.push_back(absl::StrCat(path, " (", absl::StrJoin(known, ", "), "), so losses per token do not compare"));
  }
  return warnings;
}

// 0 where the arms do not train for equally many steps.
int64_t FinalStep(const ExperimentReport& report, const std::vector<FinalMetric>& finals, const Fields& fields) {
  for (const ReportArm& arm : report.arms) {
    for (const ConfigDifference& difference : arm.differences) {
      if (difference.path == "training.num_steps") return 0;
    }
  }
  int64_t step = 0;
  const auto planned = fields.find("training.num_steps");
  if (planned != fields.end() && absl::SimpleAtoi(planned->second, &step)) return step;
  for (const FinalMetric& final_metric : finals) {
    if (final_metric.metric == report.metric) step = std::max(step, final_metric.step);
  }
  return step;
}

class ReportLoader {
 public:
  ReportLoader(ResultsReader* reader, StoredExperiment experiment, const LoadOptions& options)
      : reader_(reader), experiment_(std::move(experiment)), options_(options) {}

  absl::StatusOr<ExperimentReport> Load() {
    report_.name = experiment_.name;
    report_.revision = experiment_.revision;
    report_.question = experiment_.question;
    report_.hypothesis = experiment_.hypothesis;
    report_.metric = experiment_.primary_metric;
    report_.goal = experiment_.maximize ? Goal::kMaximize : Goal::kMinimize;
    report_.equivalence_margin = experiment_.equivalence_margin;
    RETURN_IF_ERROR(LoadArms());
    RETURN_IF_ERROR(LoadCells());
    RETURN_IF_ERROR(LoadFinals());
    if (options_.curves) RETURN_IF_ERROR(LoadCurves());
    RETURN_IF_ERROR(LoadProvenance());
    return std::move(report_);
  }

 private:
  absl::Status LoadArms() {
    ASSIGN_OR_RETURN(const std::vector<StoredArm> arms, reader_->Arms(experiment_.experiment_id));
    ASSIGN_OR_RETURN(const auto fields, LoadFields(reader_, experiment_.experiment_id));
    const auto fields_of = [&](const std::string& arm) {
      const auto found = fields.find(arm);
      return found == fields.end() ? Fields() : found->second;
    };
    baseline_fields_ = fields_of(experiment_.baseline);
    report_.unit = MetricUnit(report_.metric, baseline_fields_);
    for (const StoredArm& stored : arms) {
      arm_index_[stored.arm_id] = report_.arms.size();
      ReportArm& arm = report_.arms.emplace_back();
      arm.name = stored.name;
      arm.baseline = stored.baseline;
      arm.num_parameters = stored.num_parameters;
      arm.flops_per_token = stored.flops_per_token;
      arm.attention_kernel = stored.attention_kernel;
      if (!arm.baseline) arm.differences = CompareFields(baseline_fields_, fields_of(arm.name));
    }
    return absl::OkStatus();
  }

  absl::Status LoadCells() {
    ASSIGN_OR_RETURN(const std::vector<StoredCell> cells, reader_->Cells(experiment_.experiment_id));
    std::set<uint64_t> seeds, replicated;
    for (const StoredCell& stored : cells) {
      if (stored.replicate > 0) replicated.insert(stored.seed);
      if (stored.replicate == 0) seeds.insert(stored.seed);
      ReportArm& arm = report_.arms[arm_index_.at(stored.arm_id)];
      cell_index_[{stored.arm_id, stored.seed, stored.replicate}] = arm.cells.size();
      ReportCell& cell = arm.cells.emplace_back();
      cell.seed = stored.seed;
      cell.replicate = stored.replicate;
      cell.state = ToCellState(stored.state);
      cell.reason = stored.reason;
      cell.trial = stored.identity;
      cell.num_tokens = stored.num_tokens;
      cell.elapsed_seconds = stored.train_seconds + stored.evaluate_seconds;
    }
    report_.seeds.assign(seeds.begin(), seeds.end());
    report_.replicates = static_cast<int>(replicated.size());
    return absl::OkStatus();
  }

  // Null for a cell that is not part of the experiment any more.
  ReportCell* CellAt(int64_t arm_id, uint64_t seed, int replicate) {
    const auto found = cell_index_.find({arm_id, seed, replicate});
    return found == cell_index_.end() ? nullptr : &report_.arms[arm_index_.at(arm_id)].cells[found->second];
  }

  absl::Status LoadFinals() {
    ASSIGN_OR_RETURN(const std::vector<FinalMetric> finals, reader_->Finals(experiment_.experiment_id));
    for (const FinalMetric& stored : finals) {
      ReportCell* cell = CellAt(stored.arm_id, stored.seed, stored.replicate);
      if (cell != nullptr) cell->finals.push_back({stored.metric, stored.value, stored.undefined_reason});
    }
    report_.num_steps = FinalStep(report_, finals, baseline_fields_);
    return absl::OkStatus();
  }

  absl::Status LoadCurves() {
    ASSIGN_OR_RETURN(const std::vector<std::string> metrics, reader_->MetricNames(experiment_.experiment_id));
    for (const std::string& metric : metrics) {
      ASSIGN_OR_RETURN(const std::vector<StoredCurve> curves, reader_->Curves(experiment_.experiment_id, metric));
      for (const StoredCurve& stored : curves) {
        ReportCell* cell = CellAt(stored.arm_id, stored.seed, stored.replicate);
        if (cell == nullptr) continue;
        Curve& curve = cell->curves.emplace_back();
        curve.metric = metric;
        for (const StoredPoint& point : stored.points) curve.points.push_back({point.step, point.value});
      }
    }
    return absl::OkStatus();
  }

  absl::Status LoadProvenance() {
    ASSIGN_OR_RETURN(const std::vector<Provenance> rows, reader_->ProvenanceRows(experiment_.experiment_id));
    for (const Provenance& stored : rows) {
      ProvenanceRow& row = report_.provenance.emplace_back();
      row.executable_sha256 = stored.executable_sha256;
      row.git_revision = stored.git_revision;
      row.git_dirty = stored.git_dirty;
      row.host = stored.host;
      row.cpu = stored.cpu;
      row.device_kind = stored.device_kind;
      row.device_name = stored.device_name;
      row.dtype = stored.dtype;
      row.libtorch = stored.libtorch;
      row.compiler = stored.compiler;
      row.data_digest = stored.data_digest;
      row.num_threads = stored.num_threads;
      row.num_trials = stored.num_trials;
    }
    report_.drift_warnings = DescribePredicted(report_);
    for (std::string& warning : DescribeDrift(report_.provenance)) {
      report_.drift_warnings.push_back(std::move(warning));
    }
    return absl::OkStatus();
  }

  ResultsReader* const reader_;
  const StoredExperiment experiment_;
  const LoadOptions options_;
  ExperimentReport report_;
  Fields baseline_fields_;
  std::map<int64_t, size_t> arm_index_;
  std::map<CellKey, size_t> cell_index_;  // into the arm's cells
};

}  // namespace

absl::StatusOr<ExperimentReport> LoadReport(ResultsReader* reader, absl::string_view experiment,
                                            const LoadOptions& options) {
  ASSIGN_OR_RETURN(StoredExperiment stored, reader->FindExperiment(experiment, options.revision));
  return ReportLoader(reader, std::move(stored), options).Load();
}

std::vector<std::string> DescribeDrift(const std::vector<ProvenanceRow>& provenance) {
  const std::pair<const char*, std::function<std::string(const ProvenanceRow&)>> kKinds[] = {
      {"executables", [](const ProvenanceRow& row) { return row.executable_sha256; }},
      {"git revisions",
       [](const ProvenanceRow& row) { return absl::StrCat(row.git_revision, row.git_dirty ? " dirty" : ""); }},
      {"devices", [](const ProvenanceRow& row) { return absl::StrCat(row.device_kind, " ", row.device_name); }},
      {"dtypes", [](const ProvenanceRow& row) { return row.dtype; }},
      {"thread counts", [](const ProvenanceRow& row) { return absl::StrCat(row.num_threads); }},
      {"LibTorch versions", [](const ProvenanceRow& row) { return row.libtorch; }},
      {"data digests", [](const ProvenanceRow& row) { return row.data_digest; }}};
  std::vector<std::string> warnings;
  for (const auto& [kind, value_of] : kKinds) {
    std::set<std::string> values;
    for (const ProvenanceRow& row : provenance) values.insert(value_of(row));
    if (values.size() > 1) warnings.push_back(absl::StrCat(values.size(), " ", kind));
  }
  return warnings;
}

}  // namespace ceteris
