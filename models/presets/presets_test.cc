#include "models/presets/presets.h"

#include <gmock/gmock.h>
#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>
#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
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
  const auto model = BuildModel(preset.model(), {preset.vocab_size(), preset.seq_len()}, scope);
  EXPECT_TRUE(model.ok()) << model.status();
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
      // encoder and decoder are parts: absent means not there.
      if (!in_oneof && below != "model.encoder") unset->push_back(below);
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

TEST(PresetsTest, EveryPresetHasTheCountItClaims) {
  for (const config::Preset& preset : AllPresets()) {
    EXPECT_EQ(CountParameters(preset), preset.num_parameters()) << preset.name();
  }
}

// d_model of the paper's table 2; the count of a block and of a whole model written out by hand.
TEST(PresetsTest, Gpt2CountsFollowFromTheSizes) {
  for (const config::Preset& preset : AllPresets()) {
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
  EXPECT_THAT(FindPreset("nothing_like_it").status().message(), HasSubstr("there are gpt2_small, gpt2_medium"));
}

}  // namespace
}  // namespace ceteris
