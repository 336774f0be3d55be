#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "core/base/status_macros.h"
#include "core/batch/task_shape.h"
#include "experiments/forecast/trial_forecast.h"
#include "experiments/report/number_format.h"
#include "tools/ceteris/commands.h"
#include "tools/ceteris/inspected_model.h"
#include "tools/ceteris/module_tree.h"
#include "tools/ceteris/output.h"
#include "tools/ceteris/parameter_table.h"

namespace ceteris {
namespace {

constexpr char kText[] =
    "What a model is made of: the tree of its modules down to every tensor, with shapes,\n"
    "shares of the parameters and the spread of initial values; the cost of a training\n"
    "step. Of a spec (its baseline, or the arm that is named), of a preset, or of a stored\n"
    "trial. Nothing is trained.";
constexpr char kExamples[] =
    "ceteris inspect experiments/studies/positions/experiment.textproto\n"
    "ceteris inspect mine.textproto rotary --set=model.decoder.num_layers=12\n"
    "ceteris inspect gpt2_small\n"
    "ceteris inspect 3 --format=csv\n";

using Facts = std::vector<std::pair<std::string, TableCell>>;

// The sizes that the task has.
void AddShape(const TaskShape& shape, Facts* facts) {
  for (const auto& [name, size] : {std::pair<const char*, int64_t>{"vocabulary", shape.vocab_size},
                                   {"source length", shape.source_len},
                                   {"sequence length", shape.seq_len},
                                   {"segments", shape.num_segments},
                                   {"image size", shape.image_size},
                                   {"image channels", shape.image_channels},
                                   {"classes", shape.num_classes}}) {
    if (size > 0) facts->push_back({name, size});
  }
}

absl::StatusOr<int> Inspect(const Arguments& arguments) {
  ASSIGN_OR_RETURN(const Output output, Output::FromFlags());
  ASSIGN_OR_RETURN(const InspectedModel model, FindInspectedModel(arguments));
  ASSIGN_OR_RETURN(const std::vector<ParameterRow> rows, DescribeParameters(model.trial.model(), model.shape));
  ASSIGN_OR_RETURN(const TrialForecast forecast, ForecastTrial(model.trial, {model.name, model.shape, 0}));
  const double tokens_per_step =
      static_cast<double>(forecast.num_tokens) / static_cast<double>(model.trial.training().num_steps());
  const double flops = forecast.flops_per_step / tokens_per_step;
  int64_t embedding = 0;
  for (const ParameterRow& row : rows) {
    if (absl::StartsWith(row.name, "embedding.")) embedding += row.count;
  }
  const auto count = [](int64_t number) { return TableCell(number, FormatCount(number)); };
  Facts facts = {{"name", model.name},
                 {"parameters", count(forecast.num_parameters)},
                 {"without embeddings", count(forecast.num_parameters - embedding)}};
  AddShape(model.shape, &facts);
  facts.push_back({absl::StrCat("training FLOPs per ", model.shape.image_size > 0 ? "image" : "token"),
                   TableCell(flops, FormatScaled(flops))});
  facts.push_back({absl::StrCat("memory at batch ", model.trial.training().batch_size()),
                   TableCell(forecast.memory.peak_bytes(), FormatScaled(forecast.memory.peak_bytes()) + "B")});
  facts.push_back({"attention kernel", forecast.attention_kernel});
  FactSheet sheet;
  sheet.AddFacts("model", std::move(facts));
  if (output.format() == TableFormat::kTable) {
    sheet.AddTable("modules", ModuleTree(rows));
  } else {
    sheet.AddTable("tensors", ParameterTable(rows, /*fold_layers=*/output.for_people()));
  }
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
