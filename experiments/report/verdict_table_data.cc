#include "experiments/report/verdict_table_data.h"

#include <cmath>

#include "nlohmann/json.hpp"

namespace ceteris {
namespace {

TableCell Defined(double number) { return std::isnan(number) ? TableCell() : TableCell(number); }

void AppendComparison(const VerdictRow& row, std::vector<TableCell>* cells) {
  if (row.baseline) {
    cells->resize(cells->size() + 11);
    return;
  }
  const FamilyComparison& comparison = row.comparison;
  const double floor = comparison.p_sign_floor;
  for (const double number :
       {comparison.test.mean, comparison.interval.low, comparison.interval.high, comparison.test.t, comparison.test.p,
        comparison.p_corrected, comparison.p_holm, comparison.p_sign, floor, row.p_equivalence,
        row.pairing.valid ? row.pairing.correlation : std::nan("")}) {
    cells->push_back(Defined(number));
  }
}

}  // namespace

Table VerdictData(const VerdictTable& table) {
  Table data;
  for (const char* key : {"arm",
                          "baseline",
                          "n",
                          "planned",
                          "diverged",
                          "failed",
                          "missing",
                          "mean",
                          "sd",
                          "delta",
                          "delta_low",
                          "delta_high",
                          "t",
                          "p_t",
                          "p_corrected",
                          "p_holm",
                          "p_sign",
                          "p_sign_floor",
                          "p_equivalence",
                          "correlation",
                          "parameters",
                          "extra_parameters",
                          "flops_per_token",
                          "tokens",
                          "seconds",
                          "verdict",
                          "words"}) {
    data.columns.push_back({key, key});
  }
  for (const LengthMetric& length : table.lengths) data.columns.push_back({length.metric, length.metric});
  for (const VerdictRow& row : table.rows) {
    std::vector<TableCell> cells = {
        row.arm,           row.baseline,       row.values.succeeded,      row.values.planned,     row.values.diverged,
        row.values.failed, row.values.missing, Defined(row.summary.mean), Defined(row.summary.sd)};
    AppendComparison(row, &cells);
    const bool counted = row.num_parameters > 0;
    cells.push_back(counted ? TableCell(row.num_parameters) : TableCell());
    cells.push_back(counted ? TableCell(row.extra_parameters) : TableCell());
    cells.push_back(row.flops_per_token > 0 ? TableCell(row.flops_per_token) : TableCell());
    cells.push_back(Defined(row.mean_tokens));
    cells.push_back(Defined(row.mean_seconds));
    cells.push_back(VerdictWord(row.verdict.kind));
    cells.push_back(row.verdict.words);
    for (const LengthCell& length : row.lengths) cells.push_back(Defined(length.summary.mean));
    data.AddRow(std::move(cells));
  }
  return data;
}

std::string VerdictJson(const VerdictTable& table) {
  using Json = nlohmann::ordered_json;
  const auto number = [](double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); };
  Json json;
  json["experiment"] = table.experiment;
  json["revision"] = table.revision;
  json["metric"] = table.metric;
  json["unit"] = table.unit;
  json["goal"] = table.goal == Goal::kMinimize ? "MINIMIZE" : "MAXIMIZE";
  json["step"] = table.num_steps > 0 ? Json(table.num_steps) : Json(nullptr);
  json["seeds"] = table.planned_seeds;
  json["baseline"] = table.baseline;
  json["environment"] = table.environment;
  json["equivalence_margin"] = table.margin;
  json["confidence"] = kConfidence;
  json["arms"] = Json::parse(FormatTable(VerdictData(table), TableFormat::kJson));
  json["noise"] = {{"replicate_sd", number(table.noise.sd)}, {"degrees", table.noise.degrees}};
  if (table.pairing_known) json["pairing"] = {{"correlation", table.correlation}, {"seeds_saved", table.seeds_saved}};
  json["scope"] = DescribeScope(table);
  json["notes"] = table.notes;
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace ceteris
