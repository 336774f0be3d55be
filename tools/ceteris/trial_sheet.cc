#include "tools/ceteris/trial_sheet.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "experiments/report/number_format.h"
#include "experiments/spec/path_values.h"
#include "tools/ceteris/environment_facts.h"

namespace ceteris {
namespace {

TableCell Optional(const absl::optional<double>& value) {
  return value.has_value() ? TableCell(*value, FormatFixed(*value, 4)) : TableCell(std::monostate(), "-");
}

std::string UsesOf(const StoredTrial& trial) {
  return absl::StrJoin(trial.uses, ", ", [](std::string* out, const StoredUse& use) {
    absl::StrAppend(out, use.experiment, "/", use.arm, " (revision ", use.revision, ")");
  });
}

std::vector<std::pair<std::string, TableCell>> TrialFacts(const StoredTrial& trial) {
  return {{"trial", trial.trial_id},
          {"state", absl::StrCat(TrialStateName(trial.state), trial.reason.empty() ? "" : ": ", trial.reason)},
          {"answers for", UsesOf(trial)},
          {"seed", TableCell(static_cast<int64_t>(trial.seed))},
          {"replicate", trial.replicate},
          {"parameters", TableCell(trial.num_parameters, FormatCount(trial.num_parameters))},
          {"FLOPs per token", TableCell(trial.flops_per_token, FormatScaled(trial.flops_per_token))},
          {"attention kernel", trial.attention_kernel},
          {"data", trial.data_digest},
          {"fingerprint", trial.fingerprint},
          {"identity", trial.identity}};
}

Table MetricsOf(const StoredTrial& trial, bool for_people) {
  Table table{{"metric", "metric"},
              {"last", "last", Align::kRight},
              {"last_step", "at step", Align::kRight},
              {"lowest", "lowest", Align::kRight},
              {"lowest_step", "at step", Align::kRight},
              {"highest", "highest", Align::kRight, /*data_only=*/true},
              {"num_points", "points", Align::kRight},
              {"num_nonfinite", "not finite", Align::kRight},
              {"undefined", "undefined because", Align::kLeft, /*data_only=*/true}};
  for (const StoredMetric& metric : trial.metrics) {
    if (for_people && !metric.undefined_reason.empty()) continue;
    if (!metric.undefined_reason.empty()) {
      table.AddRow({metric.name, {}, {}, {}, {}, {}, {}, {}, metric.undefined_reason});
      continue;
    }
    table.AddRow(
        {metric.name, Optional(metric.last), metric.last_step, Optional(metric.lowest), metric.lowest_step,
         Optional(metric.highest), metric.num_points,
         TableCell(metric.num_nonfinite, metric.num_nonfinite == 0 ? "" : absl::StrCat(metric.num_nonfinite))});
  }
  return table;
}

std::vector<std::pair<std::string, TableCell>> UndefinedMetrics(const StoredTrial& trial) {
  std::vector<std::pair<std::string, TableCell>> facts;
  for (const StoredMetric& metric : trial.metrics) {
    if (!metric.undefined_reason.empty()) facts.push_back({metric.name, metric.undefined_reason});
  }
  return facts;
}

Table AttemptsOf(const StoredTrial& trial) {
  Table table{{"attempt", "attempt", Align::kRight},
              {"state", "state"},
              {"num_steps", "steps", Align::kRight},
              {"num_tokens", "tokens", Align::kRight},
              {"startup_seconds", "start", Align::kRight},
              {"train_seconds", "training", Align::kRight},
              {"evaluate_seconds", "evaluation", Align::kRight},
              {"journal_seconds", "journal", Align::kRight},
              {"peak_bytes", "peak", Align::kRight},
              {"started", "started"},
              {"reason", "reason"},
              {"journal", "journal file", Align::kLeft, /*data_only=*/true}};
  const auto seconds = [](double value) { return TableCell(value, FormatSeconds(value)); };
  for (const StoredAttempt& one : trial.attempts) {
    const bool counts = one.number == trial.attempt_number && trial.attempts.size() > 1;
    table.AddRow({TableCell(static_cast<int64_t>(one.number), absl::StrCat(one.number, counts ? " *" : "")),
                  TrialStateName(one.state), one.num_steps, TableCell(one.num_tokens, FormatCount(one.num_tokens)),
                  seconds(one.startup_seconds), seconds(one.train_seconds), seconds(one.evaluate_seconds),
                  seconds(one.journal_seconds), TableCell(one.peak_bytes, FormatMegabytes(one.peak_bytes)),
                  FormatDate(one.started_ms), one.journal_error.empty() ? one.reason : one.journal_error,
                  one.journal_path});
  }
  return table;
}

}  // namespace

FactSheet TrialSheet(const StoredTrial& trial, const config::Trial& config, bool for_people) {
  FactSheet sheet;
  sheet.AddFacts("trial", TrialFacts(trial));
  sheet.AddTable("metrics", MetricsOf(trial, for_people));
  if (for_people) sheet.AddFacts("undefined", UndefinedMetrics(trial));
  sheet.AddTable("attempts", AttemptsOf(trial));
  const StoredAttempt* attempt = trial.counting_attempt();
  if (attempt != nullptr) sheet.AddFacts("environment", EnvironmentFacts(attempt->made_by));
  Table artifacts{{"kind", "kind"}, {"bytes", "bytes", Align::kRight}, {"sha256", "sha256"}, {"path", "path"}};
  for (const StoredArtifact& one : trial.artifacts) {
    artifacts.AddRow({one.kind, one.num_bytes, TableCell(one.sha256, one.sha256.substr(0, 12)), one.path});
  }
  sheet.AddTable("artifacts", std::move(artifacts));
  Table values{{"path", "path"}, {"value", "value"}, {"is_default", "default"}};
  for (const PathValue& value : PathValues(config)) {
    values.AddRow({value.path, value.value, TableCell(value.is_default, value.is_default ? "=" : "")});
  }
  sheet.AddTable("configuration", std::move(values));
  return sheet;
}

}  // namespace ceteris
