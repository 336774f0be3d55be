#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "core/base/status_macros.h"
#include "experiments/forecast/trial_forecast.h"
#include "experiments/report/number_format.h"
#include "tools/ceteris/commands.h"
#include "tools/ceteris/inspected_model.h"
#include "tools/ceteris/output.h"
#include "tools/ceteris/parameter_table.h"

namespace ceteris {
namespace {

constexpr char kText[] =
    "What a model is made of: every tensor with its shape, its share of the parameters and\n"
    "the spread of its initial values; the cost of a training step. Of a spec (its baseline,\n"
    "or the arm that is named), of a preset, or of a stored trial. Nothing is trained.";
constexpr char kExamples[] =
    "ceteris inspect experiments/studies/positions/experiment.textproto\n"
    "ceteris inspect mine.textproto rotary --set=model.decoder.num_layers=12\n"
    "ceteris inspect gpt2_small\n"
    "ceteris inspect 3 --format=csv\n";

absl::StatusOr<int> Inspect(const Arguments& arguments) {
  ASSIGN_OR_RETURN(const Output output, Output::FromFlags());
  ASSIGN_OR_RETURN(const InspectedModel model, FindInspectedModel(arguments));
  const TaskShape context = {model.vocab_size, model.trial.task().language_model().seq_len()};
  ASSIGN_OR_RETURN(const std::vector<ParameterRow> rows, DescribeParameters(model.trial.model(), context));
  ASSIGN_OR_RETURN(const TrialForecast forecast, ForecastTrial(model.trial, {model.name, model.vocab_size, 0}));
  const double tokens_per_step =
      static_cast<double>(forecast.num_tokens) / static_cast<double>(model.trial.training().num_steps());
  const double flops = forecast.flops_per_step / tokens_per_step;
  int64_t embedding = 0;
  for (const ParameterRow& row : rows) {
    if (absl::StartsWith(row.name, "embedding.")) embedding += row.count;
  }
  const auto count = [](int64_t number) { return TableCell(number, FormatCount(number)); };
  FactSheet sheet;
  sheet.AddFacts("model", {{"name", model.name},
                           {"parameters", count(forecast.num_parameters)},
                           {"without embeddings", count(forecast.num_parameters - embedding)},
                           {"vocabulary", context.vocab_size},
                           {"sequence length", context.seq_len},
                           {"training FLOPs per token", TableCell(flops, FormatScaled(flops))},
                           {absl::StrCat("memory at batch ", model.trial.training().batch_size()),
                            TableCell(forecast.memory.peak_bytes(), FormatScaled(forecast.memory.peak_bytes()) + "B")},
                           {"attention kernel", forecast.attention_kernel}});
  sheet.AddTable("tensors", ParameterTable(rows, /*fold_layers=*/output.for_people()));
  return output.Print(sheet);
}

}  // namespace

const Command& InspectCommand() {
  static const Command command = {"inspect",
                                  "SPEC|PRESET|TRIAL [ARM]",
                                  "what a model is made of: tensors, parameters, FLOPs",
                                  kText,
                                  kExamples,
                                  {"set", "db", "format", "out"},
                                  1,
                                  2,
                                  Inspect};
  return command;
}

}  // namespace ceteris
