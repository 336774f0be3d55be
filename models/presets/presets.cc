#include "models/presets/presets.h"

#include <google/protobuf/text_format.h>

#include <string>

#include "absl/status/status.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "core/base/check.h"
#include "core/base/did_you_mean.h"
#include "models/presets/gpt2_large_textproto.h"
#include "models/presets/gpt2_medium_textproto.h"
#include "models/presets/gpt2_small_textproto.h"
#include "models/presets/gpt2_xl_textproto.h"

namespace ceteris {
namespace {

std::vector<config::Preset> ParseAll() {
  std::vector<config::Preset> presets;
  for (const absl::string_view text :
       {Gpt2SmallTextproto(), Gpt2MediumTextproto(), Gpt2LargeTextproto(), Gpt2XlTextproto()}) {
    presets.emplace_back();
    CETERIS_CHECK(google::protobuf::TextFormat::ParseFromString(std::string(text), &presets.back()),
                  absl::StrCat("a preset does not parse: ", text.substr(0, 200)));
  }
  return presets;
}

}  // namespace

const std::vector<config::Preset>& AllPresets() {
  static const auto* const presets = new std::vector<config::Preset>(ParseAll());
  return *presets;
}

absl::StatusOr<config::Preset> FindPreset(absl::string_view name) {
  std::vector<std::string> names;
  for (const config::Preset& preset : AllPresets()) {
    if (preset.name() == name) return preset;
    names.push_back(preset.name());
  }
  return absl::NotFoundError(absl::StrCat("there is no preset \"", absl::Utf8SafeCEscape(name), "\"", DidYouMean(name, names), "; there are ",
                                          absl::StrJoin(names, ", ")));
}

}  // namespace ceteris
