#include "experiments/report/export_rows.h"

#include <cmath>
#include <set>

#include "absl/strings/str_cat.h"
#include "experiments/report/arm_values.h"
#include "experiments/report/metric_tables.h"
#include "experiments/report/verdict_table.h"
#include "nlohmann/json.hpp"

namespace ceteris {
namespace {

const char* StateName(CellState state) {
  switch (state) {
    case CellState::kSucceeded:
      return "SUCCEEDED";
    case CellState::kDiverged:
      return "DIVERGED";
    case CellState::kFailed:
      return "FAILED";
    case CellState::kMissing:
      return "MISSING";
  }
  return "";
}

const MetricValue* FindMetric(const ReportCell& cell, const std::string& metric) {
  for (const MetricValue& value : cell.finals) {
    if (value.metric == metric) return &value;
  }
  return nullptr;
}

std::set<std::string> UndefinedMetrics(const ExperimentReport& report) {
  std::set<std::string> names;
  for (const ReportArm& arm : report.arms) {
    for (const ReportCell& cell : arm.cells) {
      for (const MetricValue& value : cell.finals) {
        if (!value.undefined_reason.empty()) names.insert(value.metric);
      }
    }
  }
  return names;
}

// A seed may exceed what a signed number holds; then it is text.
TableCell SeedCell(uint64_t seed) {
  return seed <= static_cast<uint64_t>(INT64_MAX) ? TableCell(static_cast<int64_t>(seed))
                                                  : TableCell(absl::StrCat(seed));
}

}  // namespace

Table TrialRows(const ExperimentReport& report) {
  Table table;
  for (const char* key : {"arm", "baseline", "seed", "replicate", "state", "reason", "trial", "parameters",
                          "flops_per_token", "tokens", "seconds"}) {
    table.columns.push_back({key, key});
  }
  const std::vector<std::string> metrics = ReportMetrics(report);
  const std::set<std::string> undefined = UndefinedMetrics(report);
  for (const std::string& metric : metrics) table.columns.push_back({metric, metric});
  for (const std::string& metric : undefined) {
    table.columns.push_back({metric + " undefined", metric + " undefined"});
  }
  for (const ReportArm& arm : report.arms) {
    for (const ReportCell& cell : arm.cells) {
      std::vector<TableCell> row = {
          arm.name,   arm.baseline,       SeedCell(cell.seed), cell.replicate,  StateName(cell.state), cell.reason,
          cell.trial, arm.num_parameters, arm.flops_per_token, cell.num_tokens, cell.elapsed_seconds};
      for (const std::string& metric : metrics) {
        const MetricValue* value = FindMetric(cell, metric);
        row.push_back(value == nullptr || std::isnan(value->value) ? TableCell() : TableCell(value->value));
      }
      for (const std::string& metric : undefined) {
        const MetricValue* value = FindMetric(cell, metric);
        row.push_back(value == nullptr || value->undefined_reason.empty() ? TableCell()
                                                                          : TableCell(value->undefined_reason));
      }
      table.AddRow(std::move(row));
    }
  }
  return table;
}

Table CurveRows(const ExperimentReport& report) {
  Table table;
  for (const char* key : {"arm", "seed", "replicate", "metric", "step", "value"}) table.columns.push_back({key, key});
  for (const ReportArm& arm : report.arms) {
    for (const ReportCell& cell : arm.cells) {
      for (const Curve& curve : cell.curves) {
        for (const CurvePoint& point : curve.points) {
          table.AddRow({arm.name, SeedCell(cell.seed), cell.replicate, curve.metric, point.step, point.value});
        }
      }
    }
  }
  return table;
}

std::string ExportJson(const ExperimentReport& report) {
  using Json = nlohmann::ordered_json;
  const auto rows = [](const Table& table) { return Json::parse(FormatTable(table, TableFormat::kJson)); };
  Json json;
  json["experiment"] = report.name;
  json["revision"] = report.revision;
  json["question"] = report.question;
  json["hypothesis"] = report.hypothesis;
  json["metric"] = report.metric;
  json["unit"] = report.unit;
  json["goal"] = report.goal == Goal::kMinimize ? "MINIMIZE" : "MAXIMIZE";
  json["equivalence_margin"] = report.equivalence_margin;
  json["seeds"] = report.seeds;
  json["replicates"] = report.replicates;
  json["num_steps"] = report.num_steps > 0 ? Json(report.num_steps) : Json(nullptr);  // null: not the same in every arm
  const absl::StatusOr<VerdictTable> verdicts = BuildVerdictTable(report);
  json["verdicts"] = verdicts.ok() ? Json::parse(FormatVerdictTable(*verdicts, TableFormat::kJson)) : Json(nullptr);
  json["trials"] = rows(TrialRows(report));
  json["curves"] = rows(CurveRows(report));
  json["provenance"] = rows(ProvenanceTable(report));
  json["differences"] = rows(DifferenceTable(report));
  json["drift"] = report.drift_warnings;
  return json.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace ceteris
