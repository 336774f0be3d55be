#include "models/presets/presets.h"

#include <google/protobuf/text_format.h>

#include <string>

#include "absl/status/status.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "core/base/check.h"
#include "core/base/did_you_mean.h"
#include "models/presets/bert_textproto.h"
#include "models/presets/gpt_textproto.h"
#include "models/presets/llama_textproto.h"
#include "models/presets/t5_textproto.h"
#include "models/presets/vaswani2017_textproto.h"
#include "models/presets/vit_textproto.h"

namespace ceteris {
namespace {

constexpr size_t kLongestName = 100;  // of what a person wrote, in an answer

// A preset with what it takes from the one that it is derived from.
config::Preset Whole(const config::Preset& written, const std::vector<config::Preset>& above) {
  if (!written.has_derived_from()) return written;
  for (const config::Preset& preset : above) {
    if (preset.name() != written.derived_from()) continue;
    config::Preset whole = preset;
    whole.MergeFrom(written);  // another member of a oneof takes the place of the one above
    return whole;
  }
  CETERIS_CHECK(false,
                absl::StrCat(written.name(), " is derived from ", written.derived_from(), ", which is not above"));
}

std::vector<config::Preset> ParseAll() {
  std::vector<config::Preset> presets;
  for (const absl::string_view text :
       {Vaswani2017Textproto(), GptTextproto(), LlamaTextproto(), BertTextproto(), T5Textproto(), VitTextproto()}) {
    config::Presets paper;
    CETERIS_CHECK(google::protobuf::TextFormat::ParseFromString(std::string(text), &paper),
                  absl::StrCat("a preset does not parse: ", text.substr(0, 200)));
    for (const config::Preset& preset : paper.preset()) presets.push_back(Whole(preset, presets));
  }
  return presets;
}

}  // namespace

const std::vector<config::Preset>& AllPresets() {
  static const auto* const presets = new std::vector<config::Preset>(ParseAll());
  return *presets;
}

absl::StatusOr<config::Preset> FindPreset(absl::string_view name) {
  std::vector<std::string> names, first;
  for (const config::Preset& preset : AllPresets()) {
    if (preset.name() == name) return preset;
    names.push_back(preset.name());
    if (!preset.has_derived_from()) first.push_back(preset.name());
  }
  const absl::string_view shown = name.substr(0, kLongestName);
  return absl::NotFoundError(absl::StrCat("there is no preset \"", absl::Utf8SafeCEscape(shown), "\"", "; there are ",
                                          absl::StrJoin(first, ", "), " and ", names.size() - first.size(),
                                          " derived from these", DidYouMean(shown, names)));
}

TaskShape ShapeOfPreset(const config::Preset& preset) {
  TaskShape shape;
  shape.vocab_size = preset.vocab_size();
  shape.seq_len = preset.seq_len();
  shape.source_len = preset.source_len();
  shape.num_classes = preset.num_classes();
  shape.num_segments = preset.num_segments();
  shape.image_size = preset.image_size();
  shape.image_channels = preset.image_channels();
  return shape;
}

}  // namespace ceteris
