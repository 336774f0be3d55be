#include "models/presets/presets.h"

#include <gmock/gmock.h>
#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>
#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "core/base/options.pb.h"
#include "core/tensor/parameter_set.h"
#include "core/tensor/scope.h"
#include "models/model_factory.h"

namespace ceteris {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

// On the meta device, which allocates nothing.
int64_t CountParameters(const config::Preset& preset) {
  ParameterSet parameters;
  const Scope scope(&parameters, 1, at::TensorOptions().device(at::kMeta));
  const auto model = BuildModel(preset.model(), ShapeOfPreset(preset), scope);
  EXPECT_TRUE(model.ok()) << preset.name() << ": " << model.status();
  return parameters.num_elements();
}

// The fields of a message, and of the messages in it, that are not written.
void CollectUnset(const google::protobuf::Message& message, const std::string& path, std::vector<std::string>* unset) {
  const auto* reflection = message.GetReflection();
  for (int i = 0; i < message.GetDescriptor()->field_count(); ++i) {
    const auto* field = message.GetDescriptor()->field(i);
    const std::string below = absl::StrCat(path, ".", field->name());
    const bool in_oneof = field->containing_oneof() != nullptr;
    if (in_oneof && !reflection->HasOneof(message, field->containing_oneof())) unset->push_back(below);
    if (!reflection->HasField(message, field)) {
      // A part, such as a stack, is not there where it is not written.
      if (!in_oneof && !field->options().GetExtension(config::part)) unset->push_back(below);
    } else if (field->cpp_type() == google::protobuf::FieldDescriptor::CPPTYPE_MESSAGE) {
      CollectUnset(reflection->GetMessage(message, field), below, unset);
    }
  }
}

TEST(PresetsTest, Gpt2HasTheParametersOfTheReleasedWeights) {
  EXPECT_EQ(CountParameters(FindPreset("gpt2_small").value()), 124'439'808);
  EXPECT_EQ(CountParameters(FindPreset("gpt2_medium").value()), 354'823'168);
  EXPECT_EQ(CountParameters(FindPreset("gpt2_large").value()), 774'030'080);
  EXPECT_EQ(CountParameters(FindPreset("gpt2_xl").value()), 1'557'611'200);
}

// Of the papers and of the weights that were released with them; facts that no file here can move.
TEST(PresetsTest, OthersHaveThePublishedCountsToo) {
  EXPECT_EQ(CountParameters(FindPreset("vaswani2017_base").value()), 63'045'632);
  EXPECT_EQ(CountParameters(FindPreset("vaswani2017_big").value()), 214'171'648);
  EXPECT_EQ(CountParameters(FindPreset("gpt1").value()), 116'534'784);
  EXPECT_EQ(CountParameters(FindPreset("gpt3_175b").value()), 174'604'259'328);
  EXPECT_EQ(CountParameters(FindPreset("bert_base_uncased").value()), 109'482'240);
  EXPECT_EQ(CountParameters(FindPreset("bert_large_uncased").value()), 335'141'888);
  EXPECT_EQ(CountParameters(FindPreset("t5_small").value()), 60'506'624);
  EXPECT_EQ(CountParameters(FindPreset("vit_b16").value()), 86'567'656);
  EXPECT_EQ(CountParameters(FindPreset("llama2_7b").value()), 6'738'415'616);
}

TEST(PresetsTest, EveryPresetHasTheCountItClaims) {
  for (const config::Preset& preset : AllPresets()) {
    EXPECT_EQ(CountParameters(preset), preset.num_parameters()) << preset.name();
  }
}

// d_model of the paper's table 2; the count of a block and of a whole model written out by hand.
TEST(PresetsTest, Gpt2CountsFollowFromTheSizes) {
  for (const std::string name : {"gpt2_small", "gpt2_medium", "gpt2_large", "gpt2_xl"}) {
    const config::Preset preset = FindPreset(name).value();
    const int64_t d = preset.model().decoder().d_model(), num_layers = preset.model().decoder().num_layers();
    const int64_t block = (3 * d * d + 3 * d) + (d * d + d) + (4 * d * d + 4 * d) + (4 * d * d + d) + 4 * d;
    EXPECT_EQ(preset.num_parameters(), (50257 + 1024) * d + num_layers * block + 2 * d) << preset.name();
  }
}

TEST(PresetsTest, EveryFieldIsWrittenOutSoThatNoDefaultCanMoveAPreset) {
  for (const config::Preset& preset : AllPresets()) {
    std::vector<std::string> unset;
    CollectUnset(preset.model(), "model", &unset);
    EXPECT_THAT(unset, ElementsAre()) << preset.name();
    EXPECT_FALSE(preset.title().empty() || preset.paper().empty()) << preset.name();
  }
}

TEST(PresetsTest, NamesAreUnique) {
  std::set<std::string> names;
  for (const config::Preset& preset : AllPresets()) EXPECT_TRUE(names.insert(preset.name()).second) << preset.name();
}

TEST(PresetsTest, AnUnknownNameIsAnsweredWithTheOneThatWasMeant) {
  const absl::Status status = FindPreset("gtp2_small").status();
  EXPECT_EQ(status.code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(status.message(), HasSubstr("did you mean \"gpt2_small\"?"));
  EXPECT_THAT(FindPreset("nothing_like_it").status().message(), HasSubstr("there are vaswani2017_base, gpt2_small, "));
  EXPECT_THAT(FindPreset("a\nb").status().message(), HasSubstr("\"a\\nb\""));
  EXPECT_LT(FindPreset(std::string(1000, 'x')).status().message().size(), 400u);
}

}  // namespace
}  // namespace ceteris
