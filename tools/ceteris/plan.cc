#include "absl/strings/str_cat.h"
#include "core/base/status_macros.h"
#include "experiments/report/number_format.h"
#include "tools/ceteris/commands.h"
#include "tools/ceteris/output.h"
#include "tools/ceteris/plan_forecast.h"

namespace ceteris {
namespace {

constexpr char kText[] =
    "What `run` would do, and what it would cost on this machine; nothing is trained but a\n"
    "few steps to time them, nothing is stored. Trials that the database has already are\n"
    "not counted. Where there are results, they also say how many seeds the question needs.";
constexpr char kExamples[] =
    "ceteris plan experiments/studies/positions/experiment.textproto\n"
    "ceteris plan mine.textproto --seeds=4 --set=training.num_steps=2000 --workers=8\n"
    "ceteris plan mine.textproto --format=json\n";

Table ArmTable(const PlanForecast& plan) {
  Table table{{"arm", "arm"},
              {"parameters", "parameters", Align::kRight},
              {"flops_per_token", "FLOPs/token", Align::kRight},
              {"flops_per_step", "FLOPs/step", Align::kRight},
              {"memory_bytes", "memory", Align::kRight},
              {"seconds_per_step", "ms/step", Align::kRight},
              {"seconds", "time/trial", Align::kRight},
              {"attention_kernel", "kernel"},
              {"num_to_run", "to run", Align::kRight},
              {"num_there", "there", Align::kRight, /*data_only=*/true}};
  for (const ArmForecast& arm : plan.arms) {
    const TrialForecast& cost = arm.cost;
    const double tokens = static_cast<double>(cost.num_tokens) / static_cast<double>(arm.num_steps);
    const double flops_per_token = cost.flops_per_step / tokens, memory = cost.memory.peak_bytes();
    table.AddRow(
        {TableCell(arm.name, arm.baseline ? arm.name + " *" : arm.name),
         TableCell(cost.num_parameters, FormatCount(cost.num_parameters)),
         TableCell(flops_per_token, FormatScaled(flops_per_token)),
         TableCell(cost.flops_per_step, FormatScaled(cost.flops_per_step)),
         TableCell(memory, FormatScaled(memory) + "B"),
         TableCell(cost.seconds_per_step, FormatBrief(1000 * cost.seconds_per_step)),
         TableCell(cost.seconds, FormatSeconds(cost.seconds)), cost.attention_kernel,
         TableCell(int64_t{arm.num_to_run}, absl::StrCat(arm.num_to_run, " of ", arm.num_to_run + arm.num_there)),
         arm.num_there});
  }
  return table;
}

Table DifferenceTable(const PlanForecast& plan) {
  Table table{{"arm", "arm"}, {"differences", "against the baseline"}};
  for (const ArmForecast& arm : plan.arms) {
    if (!arm.baseline) table.AddRow({arm.name, arm.changes});
  }
  return table;
}

std::vector<std::pair<std::string, TableCell>> Totals(const PlanForecast& plan) {
  std::vector<std::pair<std::string, TableCell>> totals = {
      {"trials", plan.num_trials},
      {"there already", plan.num_there},
      {"to run", plan.num_to_run},
      {"training FLOPs", TableCell(plan.total_flops, FormatScaled(plan.total_flops))},
      {"trials at a time", plan.num_workers},
      {"time, about", TableCell(plan.seconds, FormatSeconds(plan.seconds))}};
  if (!plan.linked_from.empty()) totals.push_back({"linked from", plan.linked_from});
  if (plan.max_seconds > 0) totals.push_back({"budget", TableCell(plan.max_seconds, FormatSeconds(plan.max_seconds))});
  if (!plan.timing.empty()) totals.push_back({"timing", plan.timing});
  totals.push_back({"seeds", plan.seeds});
  return totals;
}

absl::StatusOr<int> PrintPlan(const Arguments& arguments) {
  ASSIGN_OR_RETURN(const Output output, Output::FromFlags());
  ASSIGN_OR_RETURN(const CheckedPlan checked, CheckPlan(arguments));
  ASSIGN_OR_RETURN(const PlanForecast plan, ForecastPlan(checked));
  FactSheet sheet;
  sheet.AddFacts("plan", {{"experiment", checked.plan.experiment.name()},
                          {"question", checked.plan.experiment.question()},
                          {"data", plan.data},
                          {"device", checked.device},
                          {"database", plan.database}});
  sheet.AddTable("arms", ArmTable(plan));
  sheet.AddTable("differences", DifferenceTable(plan));
  sheet.AddFacts("total", Totals(plan));
  return output.Print(sheet);
}

}  // namespace

const Command& PlanCommand() {
  static const Command command = {
      "plan", "SPEC",    "what `run` would do and cost; trains nothing",
      kText,  kExamples, {"seeds", "set", "db", "workers", "device", "rerun", "format", "out"},
      1,      1,         PrintPlan};
  return command;
}

}  // namespace ceteris
