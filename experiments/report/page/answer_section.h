// The part of the page that answers the question: what was asked and predicted, the verdicts, and how sure they are.
#pragma once

#include <string>

#include "experiments/report/report_data.h"
#include "experiments/report/verdict_table.h"

namespace ceteris {

// Title, question, prediction, and the conditions under which everything below holds.
std::string HeaderSection(const ExperimentReport& report, const VerdictTable& table);

// One sentence per verdict, the verdict table and its notes.
std::string AnswerSection(const ExperimentReport& report, const VerdictTable& table);

// Differences to the baseline, seed by seed, shaded by size: whether a mean rests on all seeds or on one.
std::string SeedSection(const ExperimentReport& report, const VerdictTable& table);

// The colored mark of an arm, the same in tables and figures. index: into report.arms.
std::string ArmSwatch(const ExperimentReport& report, int index);

}  // namespace ceteris
