#include "experiments/report/page/html_report.h"

#include "absl/strings/str_cat.h"
#include "core/base/status_macros.h"
#include "experiments/report/arm_values.h"
#include "experiments/report/metric_tables.h"
#include "experiments/report/number_format.h"
#include "experiments/report/page/answer_section.h"
#include "experiments/report/page/chart_data.h"
#include "experiments/report/page/html_page.h"
#include "experiments/report/page/html_text.h"
#include "experiments/report/page/report_script.h"
#include "experiments/report/verdict_table.h"

namespace ceteris {
namespace {

std::string Figure(absl::string_view id, absl::string_view title, absl::string_view caption) {
  return absl::StrCat("<figure id=\"", id, "\"><h3>", EscapeHtml(title),
                      "</h3>\n<div class=\"plot\"></div>\n<figcaption>", caption, "</figcaption></figure>\n");
}

std::string ForestFigure(const VerdictTable& table) {
  const std::string margin = table.margin > 0 ? absl::StrCat(" The shaded strip is ±", FormatBrief(table.margin),
                                                             ": differences inside it do not matter.")
                                              : "";
  return absl::StrCat(
      "<section>\n<h2>Difference to ", EscapeHtml(table.baseline), "</h2>\n",
      Figure("forest", "",
             absl::StrCat(
                 "Points are means of paired differences, bars their simultaneous 95 % intervals: all of them hold at "
                 "once. A bar that does not touch 0 is a verdict.",
                 margin)),
      "</section>\n");
}

std::string CurveFigures(const nlohmann::ordered_json& charts) {
  std::string html;
  int number = 0;
  for (const auto& chart : charts) {
    const bool difference = chart["difference"];
    const std::string caption =
        difference ? "Mean difference to the baseline on the same seed, band ± one standard deviation over seeds. "
                     "Below 0 means lower "
                     "than the baseline at that step."
                   : "Mean over seeds, band ± one standard deviation. Point at the figure to read a step.";
    const std::string not_drawn = chart["not_drawn"];
    html += Figure(
        absl::StrCat("curve-", number++), chart["title"].get<std::string>(),
        absl::StrCat(caption, not_drawn.empty()
                                  ? ""
                                  : absl::StrCat(" Diverged or failed, and not drawn: ", EscapeHtml(not_drawn), ".")));
  }
  return html.empty() ? "" : absl::StrCat("<section>\n<h2>Learning curves</h2>\n", html, "</section>\n");
}

std::string LengthFigure(const VerdictTable& table) {
  if (table.lengths.empty()) return "";
  return absl::StrCat(
      "<section>\n<h2>Beyond the training length</h2>\n",
      Figure("lengths", absl::StrCat(table.metric, " by evaluation length"),
             "Mean over seeds at multiples of the training length, bars ± one standard deviation. An arm that stops is "
             "undefined beyond; the table above says why."),
      "</section>\n");
}

absl::StatusOr<std::string> OtherMetrics(const ExperimentReport& report) {
  std::string html;
  for (const std::string& metric : ReportMetrics(report)) {
    if (metric == report.metric) continue;
    ASSIGN_OR_RETURN(const Table table, MetricTable(report, metric));
    absl::StrAppend(&html, "<h3>", EscapeHtml(metric), "</h3>\n", HtmlTable(table));
  }
  if (html.empty()) return html;
  return absl::StrCat("<section>\n<h2>Other metrics</h2>\n<p class=\"lead\">Intervals only: the question was asked of ",
                      EscapeHtml(report.metric), ". Each table's intervals hold at once within that table.</p>\n", html,
                      "</section>\n");
}

std::string Provenance(const ExperimentReport& report) {
  std::string html = "<section>\n<h2>Provenance</h2>\n";
  for (const std::string& warning : report.drift_warnings) {
    absl::StrAppend(&html, "<p class=\"warning\">", EscapeHtml(warning), "</p>\n");
  }
  absl::StrAppend(&html, "<h3>What ran</h3>\n", HtmlTable(ProvenanceTable(report)));
  const Table differences = DifferenceTable(report);
  if (!differences.rows.empty()) {
    absl::StrAppend(&html,
                    "<h3>All that differs between the arms</h3>\n<p class=\"lead\">Every other setting is equal.</p>\n",
                    HtmlTable(differences));
  }
  Table trials{{"arm", "arm"},
               {"seed", "seed", Align::kRight},
               {"replicate", "replicate", Align::kRight},
               {"trial", "trial"},
               {"reason", "reason"}};
  for (const ReportArm& arm : report.arms) {
    for (const ReportCell& cell : arm.cells) {
      trials.AddRow({arm.name, absl::StrCat(cell.seed), cell.replicate, cell.trial, cell.reason});
    }
  }
  return absl::StrCat(html, "<details><summary>Identities of all ", trials.rows.size(), " trials</summary>\n",
                      HtmlTable(trials), "</details>\n</section>\n");
}

constexpr char kMethod[] =
    "<section class=\"method\">\n<h2>How to read this</h2>\n"
    "<p>Every arm ran on the same seeds as the baseline, so differences are taken seed by seed. The test is the "
    "two-sided paired t test; "
    "p values and intervals are corrected for the number of arms (Bonferroni), so the chance that any verdict on this "
    "page is a false "
    "alarm, or any interval misses, is at most 5 %. A verdict is read off its interval: better or worse when it "
    "excludes 0, "
    "equivalent when it lies inside the margin, undecided otherwise. The sign-flip p is exact and does not assume "
    "normal noise. "
    "The metric is read at the last step, never at the best one. Diverged and failed trials are counted, never "
    "dropped.</p>\n</section>\n";

}  // namespace

absl::StatusOr<std::string> HtmlReport(const ExperimentReport& report) {
  ASSIGN_OR_RETURN(const VerdictTable table, BuildVerdictTable(report));
  ASSIGN_OR_RETURN(const std::string other_metrics, OtherMetrics(report));
  ASSIGN_OR_RETURN(const Table ledger, LedgerTable(report));
  const nlohmann::ordered_json data = ChartData(report, table);
  HtmlPage page;
  page.title = absl::StrCat(report.name, ", revision ", report.revision);
  page.body =
      absl::StrCat(HeaderSection(report, table), AnswerSection(report, table),
                   "<noscript><p class=\"warning\">The figures need JavaScript. Every number they show is in the "
                   "tables.</p></noscript>\n",
                   table.rows.size() > 1 ? ForestFigure(table) : "", CurveFigures(data["curves"]), LengthFigure(table),
                   SeedSection(report, table), "<section>\n<h2>What it cost</h2>\n", HtmlTable(ledger), "</section>\n",
                   other_metrics, Provenance(report), kMethod);
  page.data = JsonForScript(data);
  page.script = ReportScript();
  return PageText(page);
}

}  // namespace ceteris
