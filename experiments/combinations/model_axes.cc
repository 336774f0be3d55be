#include "experiments/combinations/model_axes.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "core/base/check.h"
#include "experiments/spec/config_path.h"
#include "experiments/spec/field_probes.h"
#include "experiments/spec/resolve.h"
#include "experiments/spec/schema.h"
#include "experiments/spec/trial.pb.h"
#include "models/validate_model.h"

namespace ceteris {
namespace {

constexpr char kStack[] = "model.decoder.";

// The trial that all probes without a base of their own share.
config::Trial Base(const std::vector<Probe>& probes) {
  const auto probe = std::find_if(probes.begin(), probes.end(),
                                  [](const Probe& candidate) { return candidate.path == "training.num_steps"; });
  CETERIS_CHECK(probe != probes.end(), "training.num_steps has a probe");
  return probe->base;
}

// The choice or part that a path stands in, the outermost; else the path itself.
std::string AxisPath(const std::string& path) {
  const auto found = FindPath(*config::Trial::descriptor(), path);
  CETERIS_CHECK(found.ok(), absl::StrCat("a probe's path exists: ", path));
  std::string prefix;
  for (const auto* field : found->fields) {
    if (const auto* choice = field->real_containing_oneof()) return ChoicePath(prefix, *choice);
    prefix = JoinPath(prefix, field->name());
    if (IsPart(*field) && prefix != "model.decoder") return prefix;
  }
  return path;
}

// The family, head and input are values of axis 0.
bool BelongsToFamily(const PathChange& change) {
  for (const char* path : {"model.encoder", "model.decoder", "model.head", "model.input", "task", "training"}) {
    if (change.path == path ||
        (path != std::string("model.decoder") && absl::StartsWith(change.path, absl::StrCat(path, "."))))
      return true;
  }
  return false;
}

// A number of a chosen member says nothing new about how the choice combines with others; a choice inside it may.
bool IsFieldOfMember(const std::string& axis, const std::string& path) {
  const auto found = FindPath(*config::Trial::descriptor(), path);
  return axis != path && found.ok() && found->choice == nullptr;
}

struct Family {
  const char* name;
  bool encoder, decoder;
  TaskShape shape;
  std::vector<std::pair<const char*, const char*>> sets;
};

// One per head and input; the first is the base's.
const std::vector<Family>& Families() {
  constexpr int64_t kVocab = 24, kLen = 8;
  static const auto* const families = new std::vector<Family>{
      {"decoder_only", false, true, {kVocab, kLen}, {}},
      {"encoder_decoder", true, true, {kVocab, kLen, /*source_len=*/5}, {}},
      {"masked_language_model",
       true,
       false,
       {kVocab, kLen, 0, 0, /*num_segments=*/2},
       {{"model.head", "masked_tokens"}}},
      {"encoder_only", true, false, {kVocab, kLen}, {}},
      {"bert_pooler",
       true,
       false,
       {kVocab, kLen, 0, /*num_classes=*/3, /*num_segments=*/2},
       {{"model.head", "classifier"}, {"model.head.classifier.pooling", "bert_pooler"}}},
      {"vit_class_token",
       true,
       false,
       {0, kLen, 0, /*num_classes=*/3, 0, /*image_size=*/4, /*image_channels=*/2},
       {{"model.head", "classifier"}, {"model.input", "patches"}, {"model.input.patches.patch_size", "2"}}},
      {"vit_mean",
       true,
       false,
       {0, kLen, 0, /*num_classes=*/3, 0, /*image_size=*/4, /*image_channels=*/2},
       {{"model.head", "classifier"},
        {"model.head.classifier.pooling", "mean"},
        {"model.input", "patches"},
        {"model.input.patches.patch_size", "2"},
        {"model.input.patches.class_token", "false"}}}};
  return *families;
}

ModelAxis FamilyAxis() {
  ModelAxis axis{"family", {}};
  for (const Family& family : Families()) axis.values.push_back({family.name, {}});
  return axis;
}

void Set(absl::string_view path, absl::string_view value, config::Trial* trial) {
  const absl::Status status = SetPath(path, value, trial);
  CETERIS_CHECK(status.ok(), absl::StrCat(path, " = ", value, ": ", status.message()));
}

// A change of the stack goes to every stack that there is.
void Apply(const PathChange& change, const Family& family, config::Trial* trial) {
  const absl::string_view below = absl::StripPrefix(change.path, kStack);
  if (below.size() == change.path.size()) return Set(change.path, change.after, trial);
  if (family.encoder) Set(absl::StrCat("model.encoder.", below), change.after, trial);
  if (family.decoder) Set(change.path, change.after, trial);
}

config::Trial FamilyBase(const Family& family) {
  static const auto* const base = new config::Trial(Base(AllProbes()));
  config::Trial trial = *base;
  if (family.encoder) *trial.mutable_model()->mutable_encoder() = trial.model().decoder();
  if (!family.decoder) trial.mutable_model()->clear_decoder();
  for (const auto& [path, value] : family.sets) Set(path, value, &trial);
  return trial;
}

}  // namespace

std::vector<ModelAxis> ModelAxes() {
  const std::vector<Probe> probes = AllProbes();
  const config::Trial base = Base(probes);
  std::vector<ModelAxis> axes = {FamilyAxis()};
  for (const Probe& probe : probes) {
    if (!absl::StartsWith(probe.path, "model.")) continue;
    const std::vector<PathChange> changes = Differences(base, probe.changed);
    if (std::any_of(changes.begin(), changes.end(), BelongsToFamily)) continue;
    const std::string path = AxisPath(probe.path);
    if (IsFieldOfMember(path, probe.path)) continue;
    auto axis = std::find_if(axes.begin(), axes.end(), [&](const ModelAxis& known) { return known.path == path; });
    if (axis == axes.end()) axis = axes.insert(axes.end(), {path, {{*GetPath(base, path), {}}}});
    const std::string nested = path == probe.path ? "" : *GetPath(probe.changed, path) + " " + probe.path + "=";
    axis->values.push_back({nested + probe.value, changes});
  }
  return axes;
}

Combination Combine(const std::vector<ModelAxis>& axes, const Row& row) {
  const Family& family = Families()[row[0]];
  config::Trial trial = FamilyBase(family);
  for (size_t axis = 1; axis < axes.size(); ++axis) {
    for (const PathChange& change : axes[axis].values[row[axis]].changes) Apply(change, family, &trial);
  }
  Resolve(&trial);
  return {trial.model(), family.shape};
}

absl::Status Validate(const Combination& combination) {
  return ValidateModel(combination.model, combination.shape, "model");
}

std::string Describe(const std::vector<ModelAxis>& axes, const Row& row) {
  std::string words = absl::StrCat("family=", axes[0].values[row[0]].name);
  for (size_t axis = 1; axis < axes.size(); ++axis) {
    if (row[axis] != 0) absl::StrAppend(&words, " ", axes[axis].path, "=", axes[axis].values[row[axis]].name);
  }
  return words;
}

}  // namespace ceteris
