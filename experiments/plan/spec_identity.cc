#include "experiments/plan/spec_identity.h"

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "core/base/sha256.h"
#include "experiments/spec/path_values.h"

namespace ceteris {
namespace {

void AppendValues(const google::protobuf::Message& message, std::string* text) {
  for (const PathValue& pair : PathValues(message)) {
    if (!pair.is_default) absl::StrAppend(text, pair.path, " = ", absl::CEscape(pair.value), "\n");
  }
}

}  // namespace

std::string SpecSha256(const config::Experiment& experiment, const std::vector<PlannedArm>& arms) {
  std::string text = "ceteris experiment, format 1\n";
  config::Experiment question = experiment;
  // What the arms say already.
  question.clear_preset();
  question.clear_base();
  question.clear_arm();
  question.clear_axis();
  AppendValues(question, &text);
  for (const PlannedArm& arm : arms) {
    absl::StrAppend(&text, arm.baseline ? "baseline " : "arm ", absl::CEscape(arm.name), "\n");
    AppendValues(arm.trial, &text);
  }
  return Sha256Hex(text);
}

}  // namespace ceteris
