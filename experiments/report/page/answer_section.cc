#include "experiments/report/page/answer_section.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "experiments/report/number_format.h"
#include "experiments/report/page/html_text.h"

namespace ceteris {
namespace {

int ArmIndex(const ExperimentReport& report, const std::string& name) {
  const auto arm =
      std::find_if(report.arms.begin(), report.arms.end(), [&](const ReportArm& a) { return a.name == name; });
  return static_cast<int>(arm - report.arms.begin());
}

std::string ArmHeading(const ExperimentReport& report, const VerdictRow& row) {
  return absl::StrCat("<th scope=\"row\" class=\"arm\"><span class=\"named\">",
                      ArmSwatch(report, ArmIndex(report, row.arm)), "<span>", EscapeHtml(row.arm),
                      row.baseline ? " <span class=\"muted\">baseline</span>" : "", "</span></span></th>");
}

std::string VerdictCell(const VerdictRow& row) {
  if (row.baseline) return "<td class=\"muted\">compared with</td>";
  const std::string word = VerdictWord(row.verdict.kind);
  std::string details = row.verdict.words;
  for (const std::string& lead : {std::string("interim, "), std::string("no verdict: "), word}) {
    if (details.rfind(lead, 0) != 0) continue;
    details = details.substr(lead.size());
    details = details.substr(std::min(details.size(), details.find_first_not_of(":;, ")));
    break;
  }
  const std::string shown = row.verdict.kind == VerdictKind::kWithheld ? "no verdict" : word;
  return absl::StrCat(
      "<td class=\"verdict\"><span class=\"chip ", word, "\">", shown, "</span>",
      details.empty() ? "" : absl::StrCat("<span class=\"details\">", TypesetNumbers(details), "</span>"), "</td>");
}

std::string DifferenceCell(const VerdictRow& row, int decimals) {
  const FamilyComparison& comparison = row.comparison;
  if (row.baseline || comparison.test.n == 0) return "<td></td>";
  std::string text = TypesetNumbers(FormatSigned(comparison.test.mean, decimals));
  if (comparison.test.valid) {
    absl::StrAppend(&text, " <span class=\"interval\">[",
                    TypesetNumbers(FormatSigned(comparison.interval.low, decimals)), ", ",
                    TypesetNumbers(FormatSigned(comparison.interval.high, decimals)), "]</span>");
  }
  return absl::StrCat("<td class=\"number\">", text, "</td>");
}

std::string MeanCell(const SampleSummary& summary, int decimals) {
  if (summary.n == 0) return "<td class=\"number\">–</td>";
  std::string text = TypesetNumbers(FormatFixed(summary.mean, decimals));
  if (summary.n > 1) absl::StrAppend(&text, " <span class=\"muted\">± ", FormatFixed(summary.sd, decimals), "</span>");
  return absl::StrCat("<td class=\"number\">", text, "</td>");
}

std::string NumberCell(const std::string& number) {
  const std::string text = number == "-" ? "–" : number;

  return absl::StrCat("<td class=\"number\">", TypesetNumbers(text), "</td>");
}

std::string AnswerRow(const ExperimentReport& report, const VerdictTable& table, const VerdictRow& row,
                      std::vector<std::string>* footnotes) {
  const int decimals = TableDecimals(table);
  std::string html = absl::StrCat("<tr", row.baseline ? " class=\"baseline\"" : "", ">", ArmHeading(report, row),
                                  VerdictCell(row), DifferenceCell(row, decimals), MeanCell(row.summary, decimals),
                                  NumberCell(row.baseline ? "" : FormatP(row.comparison.p_corrected)),
                                  NumberCell(row.baseline ? "" : FormatP(row.comparison.p_sign)),
                                  NumberCell(absl::StrCat(row.values.succeeded, "/", row.values.planned)));
  for (const LengthCell& length : row.lengths) {
    std::string text =
        length.summary.n == 0 ? "–" : TypesetNumbers(FormatFixed(length.summary.mean, std::max(2, decimals - 2)));
    if (!length.undefined_reason.empty()) {
      auto found = std::find(footnotes->begin(), footnotes->end(), length.undefined_reason);
      const size_t number = found - footnotes->begin() + 1;
      if (found == footnotes->end()) footnotes->push_back(length.undefined_reason);
      absl::StrAppend(&text, "<sup>", number, "</sup>");
    }
    absl::StrAppend(&html, "<td class=\"number\">", text, "</td>");
  }
  return html + "</tr>\n";
}

std::string DriftWarning(const ExperimentReport& report) {
  if (report.drift_warnings.empty()) return "";
  return absl::StrCat("<p class=\"warning\">Not everything compared here was made alike: ",
                      EscapeHtml(absl::StrJoin(report.drift_warnings, ", ")), ". Provenance below says which.</p>\n");
}

// "<b>Better</b> than sinusoidal: rotary, alibi."
std::string SummarySentences(const VerdictTable& table) {
  std::string html;
  const std::pair<VerdictKind, const char*> kSentences[] = {{VerdictKind::kBetter, "Better than"},
                                                            {VerdictKind::kWorse, "Worse than"},
                                                            {VerdictKind::kEquivalent, "Equivalent to"},
                                                            {VerdictKind::kUndecided, "Undecided against"},
                                                            {VerdictKind::kInterim, "Not finished, against"},
                                                            {VerdictKind::kWithheld, "No verdict against"}};
  for (const auto& [kind, lead] : kSentences) {
    std::vector<std::string> arms;
    for (const VerdictRow& row : table.rows) {
      if (row.verdict.kind == kind && !row.baseline) arms.push_back(absl::StrCat("<b>", EscapeHtml(row.arm), "</b>"));
    }
    if (arms.empty()) continue;
    absl::StrAppend(&html, "<li><span class=\"chip ", VerdictWord(kind), "\">", lead, " ", EscapeHtml(table.baseline),
                    "</span> ", absl::StrJoin(arms, ", "), "</li>\n");
  }
  return html.empty() ? "" : absl::StrCat("<ul class=\"summary\">\n", html, "</ul>\n");
}

std::string SeedCell(double delta, double largest, bool lower_is_better, int decimals) {
  const double strength = largest > 0 ? 0.08 + 0.55 * std::min(1.0, std::fabs(delta) / largest) : 0;
  const bool better = (delta < 0) == lower_is_better;
  return absl::StrFormat("<td class=\"number heat\" style=\"--strength:%.2f;--shade:var(--%s-rgb)\">%s</td>",
                         delta == 0 ? 0 : strength, better ? "better" : "worse",
                         TypesetNumbers(absl::StrFormat("%+.*f", decimals, delta)));
}

}  // namespace

std::string ArmSwatch(const ExperimentReport& report, int index) {
  if (report.arms[index].baseline) return "<span class=\"swatch base\" style=\"--arm:var(--arm-base)\"></span>";
  int rank = 0;  // among the arms that are compared: they share eight colors
  for (int i = 0; i < index; ++i) rank += !report.arms[i].baseline;
  return absl::StrCat("<span class=\"swatch", rank >= 8 ? " again" : "", "\" style=\"--arm:var(--arm-", rank % 8,
                      ")\"></span>");
}

std::string HeaderSection(const ExperimentReport& report, const VerdictTable& table) {
  std::string html = absl::StrCat("<header>\n<p class=\"eyebrow\">Experiment <b>", EscapeHtml(report.name),
                                  "</b>, revision ", report.revision, "</p>\n<h1>",
                                  EscapeHtml(report.question.empty() ? report.name : report.question), "</h1>\n");
  if (!report.hypothesis.empty()) {
    absl::StrAppend(&html, "<p class=\"hypothesis\"><span>Predicted before the first run</span>",
                    EscapeHtml(report.hypothesis), "</p>\n");
  }
  const auto fact = [&](absl::string_view name, const std::string& value) {
    if (!value.empty()) absl::StrAppend(&html, "<div><dt>", name, "</dt><dd>", EscapeHtml(value), "</dd></div>\n");
  };
  html += "<dl class=\"facts\">\n";
  fact("Metric", absl::StrCat(table.metric, table.unit.empty() ? "" : ", ", table.unit));
  fact("Read at", DescribeStep(table));
  fact("Better is", table.goal == Goal::kMinimize ? "lower" : "higher");
  fact("Compared", absl::StrCat(table.rows.size(), " arms, ", table.planned_seeds,
                                table.planned_seeds == 1 ? " seed" : " seeds", ", paired"));
  fact("Ran on", table.environment);
  if (table.margin > 0) fact("Matters from", FormatBrief(table.margin));
  return html + "</dl>\n</header>\n";
}

std::string AnswerSection(const ExperimentReport& report, const VerdictTable& table) {
  std::string html = absl::StrCat(
      "<section id=\"answer\">\n<h2>Answer</h2>\n", DriftWarning(report), SummarySentences(table),
      "<div class=\"scroll\" tabindex=\"0\"><table class=\"answer\">\n<thead><tr><th scope=\"col\">arm</th>"
      "<th scope=\"col\">verdict</th><th scope=\"col\" class=\"number\">difference [95 % simultaneous]</th>"
      "<th scope=\"col\" class=\"number\">mean ± sd</th><th scope=\"col\" class=\"number\">p (t, Bonf.)</th>"
      "<th scope=\"col\" class=\"number\">p (sign)</th><th scope=\"col\" class=\"number\">n/N</th>");
  for (const LengthMetric& length : table.lengths) {
    absl::StrAppend(&html, "<th scope=\"col\" class=\"number\">",
                    EscapeHtml(absl::StrReplaceAll(length.label, {{"x", "×"}})), "</th>");
  }
  html += "</tr></thead>\n<tbody>\n";
  std::vector<std::string> footnotes;
  for (const VerdictRow& row : table.rows) html += AnswerRow(report, table, row, &footnotes);
  html += "</tbody></table></div>\n<div class=\"notes\">\n";
  for (size_t i = 0; i < footnotes.size(); ++i)
    absl::StrAppend(&html, "<p><sup>", i + 1, "</sup> ", EscapeHtml(footnotes[i]), "</p>\n");
  absl::StrAppend(&html, "<p>", TypesetNumbers(DescribeNoise(table)), "</p>\n<p>", TypesetNumbers(DescribeScope(table)),
                  "</p>\n");
  for (const std::string& note : table.notes) {
    if (note.rfind("Drift:", 0) != 0) absl::StrAppend(&html, "<p>", TypesetNumbers(note), "</p>\n");
  }
  return html + "</div>\n</section>\n";
}

std::string SeedSection(const ExperimentReport& report, const VerdictTable& table) {
  const ReportArm& baseline = report.arms[ArmIndex(report, table.baseline)];
  const int decimals = TableDecimals(table);
  double largest = 0;
  for (const ReportArm& arm : report.arms) {
    const PairedSample pairs = CollectPairs(report, arm, baseline, report.metric);
    for (const double delta : PairedDifferences(pairs.values, pairs.baseline))
      largest = std::max(largest, std::fabs(delta));
  }
  std::string html =
      "<section>\n<h2>Seed by seed</h2>\n<p class=\"lead\">Difference to the baseline on the same seed; the baseline's "
      "line shows its own "
      "values. A verdict that rests on one seed shows here.</p>\n<div class=\"scroll\" "
      "tabindex=\"0\"><table>\n<thead><tr><th scope=\"col\">arm</th>";
  for (const uint64_t seed : report.seeds)
    absl::StrAppend(&html, "<th scope=\"col\" class=\"number\">seed ", seed, "</th>");
  html += "</tr></thead>\n<tbody>\n";
  for (const VerdictRow& row : table.rows) {
    const ReportArm& arm = report.arms[ArmIndex(report, row.arm)];
    absl::StrAppend(&html, "<tr>", ArmHeading(report, row));
    for (const uint64_t seed : report.seeds) {
      const ReportCell *cell = FindCell(arm, seed), *other = FindCell(baseline, seed);
      const CellState state = cell == nullptr ? CellState::kMissing : cell->state;
      const FinalValue value = state == CellState::kSucceeded ? FindFinal(*cell, report.metric) : FinalValue();
      const FinalValue reference =
          other != nullptr && other->state == CellState::kSucceeded ? FindFinal(*other, report.metric) : FinalValue();
      if (value.defined && row.baseline) {
        html += NumberCell(FormatFixed(value.value, decimals));
      } else if (value.defined && reference.defined) {
        html += SeedCell(value.value - reference.value, largest, table.goal == Goal::kMinimize, decimals);
      } else {
        const char* word = state == CellState::kDiverged ? "diverged" : state == CellState::kFailed ? "failed" : "–";
        absl::StrAppend(&html, "<td class=\"number lost\" title=\"", EscapeHtml(cell == nullptr ? "" : cell->reason),
                        "\">", word, "</td>");
      }
    }
    html += "</tr>\n";
  }
  return html + "</tbody></table></div>\n</section>\n";
}

}  // namespace ceteris
