// How a VerdictTable is written: for people (table, md) with as many digits as the noise allows, for programs (csv,
// json) in full.
#include <cmath>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "data/utf8/printable.h"
#include "experiments/report/display_width.h"
#include "experiments/report/number_format.h"
#include "experiments/report/verdict_table.h"
#include "experiments/report/verdict_table_data.h"

namespace ceteris {
namespace {

// Collects reasons and hands out their marks: [1], [2], ...
class Footnotes {
 public:
  std::string Mark(const std::string& reason) {
    for (size_t i = 0; i < reasons_.size(); ++i) {
      if (reasons_[i] == reason) return absl::StrCat("[", i + 1, "]");
    }
    reasons_.push_back(reason);
    return absl::StrCat("[", reasons_.size(), "]");
  }
  const std::vector<std::string>& reasons() const { return reasons_; }

 private:
  std::vector<std::string> reasons_;
};

std::string MeanText(const VerdictRow& row, int decimals) {
  if (row.summary.n == 0) return "-";
  if (row.summary.n == 1) return FormatFixed(row.summary.mean, decimals);
  return absl::StrCat(FormatFixed(row.summary.mean, decimals), " +- ", FormatSd(row.summary.sd, decimals));
}

std::string DeltaText(const VerdictRow& row, int decimals) {
  if (row.baseline) return "";
  const FamilyComparison& comparison = row.comparison;
  if (comparison.test.n == 0) return "-";
  const std::string delta = FormatSigned(comparison.test.mean, decimals);
  if (!comparison.test.valid) return delta;
  return absl::StrCat(delta, " [", FormatSigned(comparison.interval.low, decimals), ", ",
                      FormatSigned(comparison.interval.high, decimals), "]");
}

std::string ParameterText(const VerdictRow& row) {
  if (row.num_parameters == 0) return "-";
  return row.baseline ? FormatCount(row.num_parameters) : FormatSignedCount(row.extra_parameters);
}

// The table without its verdicts; those are free text and may need a place of their own.
Table LinesTable(const VerdictTable& table, Footnotes* footnotes) {
  const int decimals = TableDecimals(table);
  Table lines{{"arm", "arm"},
              {"mean", "mean +- sd"},
              {"delta", "delta [95 % simultaneous]"},
              {"p_corrected", "p (t, Bonf.)"},
              {"p_sign", "p (sign)"},
              {"n", "n/N", Align::kRight},
              {"parameters", "params", Align::kRight}};
  for (const LengthMetric& length : table.lengths)
    lines.columns.push_back({length.metric, length.label, Align::kRight});
  for (const VerdictRow& row : table.rows) {
    std::vector<TableCell> cells = {row.baseline ? row.arm + " *" : row.arm,
                                    MeanText(row, decimals),
                                    DeltaText(row, decimals),
                                    row.baseline ? "" : FormatP(row.comparison.p_corrected),
                                    row.baseline ? "" : FormatP(row.comparison.p_sign),
                                    absl::StrCat(row.values.succeeded, "/", row.values.planned),
                                    ParameterText(row)};
    for (const LengthCell& length : row.lengths) {
      const std::string mark = length.undefined_reason.empty() ? "" : footnotes->Mark(length.undefined_reason);
      const std::string text =
          length.summary.n == 0 ? "-" : FormatFixed(length.summary.mean, std::max(2, decimals - 2));
      cells.push_back(text + mark);
    }
    lines.AddRow(std::move(cells));
  }
  return lines;
}

Table WithVerdicts(Table lines, const VerdictTable& table) {
  lines.columns.push_back({"verdict", ""});
  for (size_t i = 0; i < table.rows.size(); ++i) lines.rows[i].push_back(table.rows[i].verdict.words);
  return lines;
}

// "better", "undecided", "no verdict".
std::string ShortVerdict(const VerdictRow& row) {
  return row.verdict.kind == VerdictKind::kWithheld ? "no verdict" : std::string(VerdictWord(row.verdict.kind));
}

int WidestLine(const std::string& text) {
  int widest = 0;
  for (size_t begin = 0; begin < text.size();) {
    const size_t end = std::min(text.find('\n', begin), text.size());
    widest = std::max(widest, DisplayWidth(absl::string_view(text).substr(begin, end - begin)));
    begin = end + 1;
  }
  return widest;
}

// For a narrow terminal: what answers the question comes first, so that it stands on one line, with one word for the
// verdict; the rest folds into a second block.
Table NarrowTable(const Table& lines, const VerdictTable& table) {
  const std::vector<size_t> kOrder = {0, 2, 1, 5, 3, 4};  // arm, (word,) delta, mean, n/N, p values
  Table narrow;
  const auto reorder = [&](const auto& from, auto word, auto* to) {
    for (const size_t i : kOrder) {
      to->push_back(from[i]);
      if (i == 0) to->push_back(word);
    }
    for (size_t i = kOrder.size(); i < from.size(); ++i) to->push_back(from[i]);
  };
  reorder(lines.columns, TableColumn{"verdict", "verdict"}, &narrow.columns);
  for (TableColumn& column : narrow.columns) {
    if (column.key == "delta") column.title = "delta [95 % simult.]";
    if (column.key == "p_corrected") column.title = "p (Bonf.)";
  }
  for (size_t i = 0; i < lines.rows.size(); ++i) {
    narrow.rows.emplace_back();
    reorder(lines.rows[i], TableCell(table.rows[i].baseline ? "" : ShortVerdict(table.rows[i])), &narrow.rows.back());
  }
  return narrow;
}

// What a verdict says beyond its one word.
std::string VerdictLines(const VerdictTable& table, int width) {
  int name_width = 0;
  for (const VerdictRow& row : table.rows) name_width = std::max(name_width, DisplayWidth(Printable(row.arm)));
  std::string out;
  for (const VerdictRow& row : table.rows) {
    if (row.baseline || row.verdict.words == ShortVerdict(row)) continue;
    const std::string name = Printable(row.arm);
    const std::string indent(name_width + 2, ' ');
    const std::string words = WrapText(Printable(row.verdict.words), width, indent);
    absl::StrAppend(&out, name, indent.substr(DisplayWidth(name)), words.substr(indent.size()), "\n");
  }
  return out.empty() ? "" : "\n" + out;
}

std::string ForTerminal(const VerdictTable& table, const TableOptions& options) {
  Footnotes footnotes;
  const Table lines = LinesTable(table, &footnotes);
  const auto wrap = [&](const std::string& text) {
    return absl::StrCat(options.width > 0 ? WrapText(Printable(text), options.width, "") : Printable(text), "\n");
  };
  std::string out = options.width > 0 ? wrap(DescribeTable(table)) : Printable(DescribeTable(table)) + "\n";
  const TableOptions unlimited{0, options.color};
  const std::string full = FormatTable(WithVerdicts(lines, table), TableFormat::kTable, unlimited);
  if (options.width == 0 || WidestLine(full) <= options.width) {
    out += full;
  } else {
    absl::StrAppend(&out, FormatTable(NarrowTable(lines, table), TableFormat::kTable, options),
                    VerdictLines(table, options.width), "\n");
  }
  for (size_t i = 0; i < footnotes.reasons().size(); ++i)
    out += wrap(absl::StrCat("[", i + 1, "] ", footnotes.reasons()[i]));
  out += wrap(absl::StrCat(DescribeNoise(table), " ", DescribeScope(table)));
  for (const std::string& note : table.notes) out += wrap(note);
  return out;
}

std::string ForMarkdown(const VerdictTable& table) {
  Footnotes footnotes;
  Table lines = WithVerdicts(LinesTable(table, &footnotes), table);
  lines.columns.back().title = "verdict";
  // One cell, one line: a stored name cannot break out of the table.
  std::string out =
      absl::StrCat(EscapeMarkdown(DescribeTable(table)), "\n\n", FormatTable(lines, TableFormat::kMarkdown), "\n");
  for (size_t i = 0; i < footnotes.reasons().size(); ++i) {
    absl::StrAppend(&out, "\\[", i + 1, "] ", EscapeMarkdown(footnotes.reasons()[i]), "  \n");
  }
  absl::StrAppend(&out, EscapeMarkdown(absl::StrCat(DescribeNoise(table), " ", DescribeScope(table))), "\n");
  for (const std::string& note : table.notes) absl::StrAppend(&out, "  \n", EscapeMarkdown(note), "\n");
  return out;
}

}  // namespace

int TableDecimals(const VerdictTable& table) {
  double smallest = 0;
  for (const VerdictRow& row : table.rows) {
    if (row.summary.n < 2 || row.summary.constant || !(row.summary.sd > 0)) continue;
    smallest = smallest == 0 ? row.summary.sd : std::min(smallest, row.summary.sd);
  }
  return std::min(DecimalsFor(smallest), 6);
}

std::string DescribeStep(const VerdictTable& table) {
  return table.num_steps == 0 ? "the last step of each arm" : absl::StrCat("step ", table.num_steps);
}

std::string DescribeTable(const VerdictTable& table) {
  return absl::StrCat(table.experiment, " (revision ", table.revision, ")   ", table.metric,
                      table.unit.empty() ? "" : ", ", table.unit, ", at ", DescribeStep(table), "; ",
                      table.goal == Goal::kMinimize ? "lower" : "higher", " is better; ", table.planned_seeds,
                      table.planned_seeds == 1 ? " seed" : " seeds", ", paired with ", table.baseline,
                      table.environment.empty() ? "" : "; ", table.environment);
}

std::string DescribeNoise(const VerdictTable& table) {
  std::string text = "Noise: ";
  if (table.noise.degrees == 0) {
    text += "no replicates";
  } else {
    absl::StrAppend(&text, "replicate sd ", FormatBrief(table.noise.sd));
  }
  if (!table.pairing_known) return text + ".";
  const int saved = table.seeds_saved;
  const std::string seeds = absl::StrCat("about ", std::abs(saved), std::abs(saved) == 1 ? " seed" : " seeds");
  const std::string gain = saved == 0  ? "pairing saved no seeds"
                           : saved > 0 ? "pairing saved " + seeds
                                       : "pairing cost " + seeds;
  absl::StrAppend(&text, "; ", gain, absl::StrFormat(" (correlation %.2f).", table.correlation));
  return text;
}

std::string DescribeScope(const VerdictTable& table) {
  const std::string scope =
      absl::StrCat("Holds at this size, text, ", table.num_steps == 0 ? "these budgets" : "budget");
  if (table.learning_rate_differs) return scope + " and these learning rates.";
  return scope + " and learning rate, which was not tuned per arm.";
}

std::string FormatVerdictTable(const VerdictTable& table, TableFormat format, const TableOptions& options) {
  switch (format) {
    case TableFormat::kTable:
      return ForTerminal(table, options);
    case TableFormat::kMarkdown:
      return ForMarkdown(table);
    case TableFormat::kCsv:
      return FormatTable(VerdictData(table), TableFormat::kCsv);
    case TableFormat::kJson:
      return VerdictJson(table);
  }
  return "";
}

}  // namespace ceteris
