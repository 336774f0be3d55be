#include "tools/ceteris/plan_forecast.h"

#include <unistd.h>

#include <set>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "core/base/status_macros.h"
#include "experiments/report/load_report.h"
#include "experiments/report/number_format.h"
#include "experiments/report/seeds_for_margin.h"
#include "tools/ceteris/preflight.h"
#include "tools/ceteris/results_database.h"

namespace ceteris {
namespace {

std::string DescribeData(const CheckedPlan& checked) {
  std::set<std::string> texts;
  for (const DataSummary& data : checked.data) {
    const std::string of = data.shape.vocab_size > 0 ? absl::StrCat("vocabulary ", data.shape.vocab_size)
                                                     : absl::StrCat(data.shape.num_classes, " classes");
    texts.insert(absl::StrCat(data.name, ": ", data.num_train > 0 ? FormatCount(data.num_train) : "endless",
                              " training ", data.unit, ", ", FormatCount(data.num_valid), " validation ", data.unit,
                              ", ", of));
  }
  return absl::StrJoin(texts, "; ");
}

std::string DescribeChanges(const PlannedArm& arm) {
  return absl::StrJoin(arm.differs, ", ", [](std::string* out, const PathChange& change) {
    absl::StrAppend(out, change.path, "=", change.after.empty() ? "absent" : change.after);
  });
}

// What the newest revision that can tell says of the noise; sd 0 where none can.
absl::StatusOr<SeedsForMargin> ReadPilot(const std::string& experiment, double margin) {
  if (access(DatabasePath().c_str(), F_OK) != 0) return SeedsForMargin();
  ASSIGN_OR_RETURN(ResultsReader reader, OpenResults());
  ASSIGN_OR_RETURN(const std::vector<StoredExperiment> stored, reader.Experiments(/*all_revisions=*/true));
  for (auto one = stored.rbegin(); one != stored.rend(); ++one) {  // revisions of a name ascend
    if (one->name != experiment || one->num_succeeded == 0) continue;
    ASSIGN_OR_RETURN(const ExperimentReport pilot, LoadReport(&reader, experiment, {one->revision, /*curves=*/false}));
    ASSIGN_OR_RETURN(const VerdictTable table, BuildVerdictTable(pilot));
    SeedsForMargin seeds = PlanSeeds(table, margin);
    absl::StrAppend(&seeds.source, ", revision ", one->revision);
    if (seeds.sd > 0) return seeds;
  }
  return SeedsForMargin();
}

// "about 5 to see a difference of 0.01, ...", or why nobody can know yet.
absl::StatusOr<std::string> DescribeSeeds(const config::Experiment& experiment) {
  const double margin = experiment.equivalence_margin();
  if (margin <= 0) {
    return std::string("the spec has no equivalence_margin, so no number of seeds would be enough or not");
  }
  ASSIGN_OR_RETURN(const SeedsForMargin seeds, ReadPilot(experiment.name(), margin));
  if (seeds.sd == 0) {
    return std::string(
        "how many the question needs cannot be known before there are results: run a few "
        "(--seeds=3), then plan again");
  }
  const auto count = [](int n) { return n > 10000 ? std::string("more than 10,000") : absl::StrCat("about ", n); };
  return absl::StrCat(count(seeds.to_see), " to see a difference of ", FormatBrief(margin), ", ",
                      count(seeds.to_show_equivalence), " to show equivalence within it (80 % power; sd ",
                      FormatBrief(seeds.sd), ", ", seeds.source, ")");
}

void AddCells(const CheckedPlan& checked, const std::vector<CellOutlook>& outlook, PlanForecast* forecast) {
  std::set<std::string> linked_from;
  for (size_t i = 0; i < checked.plan.cells.size(); ++i) {  // the first cells of the record are the plan's
    ArmForecast& arm = forecast->arms[checked.plan.cells[i].arm];
    ++forecast->num_trials;
    ++(outlook[i].will_run ? arm.num_to_run : arm.num_there);
    for (const std::string& name : outlook[i].experiments) {
      if (name != checked.plan.experiment.name() && !outlook[i].will_run) linked_from.insert(name);
    }
  }
  forecast->linked_from = absl::StrJoin(linked_from, ", ");
}

}  // namespace

absl::StatusOr<PlanForecast> ForecastPlan(const CheckedPlan& checked) {
  PlanForecast forecast;
  ASSIGN_OR_RETURN(const RunOptions options, RunOptionsFromFlags(checked));
  ASSIGN_OR_RETURN(const std::vector<CellOutlook> outlook, LookUpPlan(checked, options));
  bool measured = true;
  for (size_t i = 0; i < checked.plan.arms.size(); ++i) {
    const PlannedArm& planned = checked.plan.arms[i];
    ArmForecast arm;
    arm.name = planned.name;
    arm.changes = DescribeChanges(planned);
    arm.baseline = planned.baseline;
    const DataSummary& data = checked.data[i];
    ASSIGN_OR_RETURN(arm.cost, ForecastTrial(planned.trial, {planned.name, data.shape, data.num_valid}));
    arm.num_steps = planned.trial.training().num_steps();
    measured = measured && arm.cost.measured;
    forecast.arms.push_back(std::move(arm));
  }
  AddCells(checked, outlook, &forecast);
  forecast.num_workers = NumWorkers(checked.plan, options);
  for (const ArmForecast& arm : forecast.arms) {
    forecast.num_to_run += arm.num_to_run;
    forecast.num_there += arm.num_there;
    forecast.total_flops += arm.num_to_run * arm.cost.total_flops;
    forecast.seconds += arm.num_to_run * arm.cost.seconds / forecast.num_workers;
  }
  if (checked.device != "cpu") {
    forecast.timing = "measured on the CPU; " + checked.device + " is another matter";
  } else if (!measured) {
    forecast.timing = "from the speed of this machine's matrix products: the model is too large for a quick step";
  }
  forecast.max_seconds = checked.plan.experiment.budget().max_minutes() * 60;
  forecast.data = DescribeData(checked);
  forecast.database = absl::StrCat(DatabasePath(), access(DatabasePath().c_str(), F_OK) == 0 ? "" : " (not there yet)");
  ASSIGN_OR_RETURN(forecast.seeds, DescribeSeeds(checked.plan.experiment));
  return forecast;
}

}  // namespace ceteris
