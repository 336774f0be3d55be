#include "experiments/spec/field_documentation.h"

#include <algorithm>
#include <set>

#include "absl/strings/match.h"
#include "experiments/spec/config_path.h"
#include "experiments/spec/experiment.pb.h"
#include "gtest/gtest.h"

namespace ceteris {
namespace {

bool IsValue(const FieldDocumentation& field) {
  return !absl::StartsWith(field.type, "choice") && field.type != "present or absent";
}

bool IsNumber(const FieldDocumentation& field) {
  return absl::StrContains(field.type, "int") || absl::StrContains(field.type, "double");
}

// A bound, said in one of the ways in which the schema says it.
bool SaysItsRange(const std::string& meaning) {
  for (const char* bound : {">= ", "> ", "in [", "in (", "<= ", "< "}) {
    if (absl::StrContains(meaning, bound)) return true;
  }
  return false;
}

TEST(FieldDocumentationTest, EveryFieldHasAMeaningASourceAndARange) {
  for (const FieldDocumentation& field : ListFields()) {
    EXPECT_FALSE(field.meaning.empty()) << field.path << " has no comment";
    if (!IsValue(field)) continue;
    EXPECT_FALSE(field.source.empty()) << field.path << ": its comment has no \"Source: ...\"";
    if (IsNumber(field)) {
      EXPECT_TRUE(SaysItsRange(field.meaning)) << field.path << ": no range in \"" << field.meaning << "\"";
    }
  }
}

TEST(FieldDocumentationTest, ListsEveryPathThatCanBeSet) {
  std::set<std::string> listed;
  for (const FieldDocumentation& field : ListFields()) {
    EXPECT_TRUE(listed.insert(field.path).second) << field.path << " twice";
    EXPECT_EQ(field.settable, !absl::StartsWith(field.path, "arm.") && !absl::StartsWith(field.path, "axis."))
        << field.path;
  }
  for (const std::string& path : AllPaths(*config::Trial::descriptor())) EXPECT_EQ(listed.count(path), 1u) << path;
  for (const std::string& path : AllPaths(*config::Experiment::descriptor())) {
    if (!absl::StartsWith(path, "base.")) {
      EXPECT_EQ(listed.count(path), 1u) << path;
    }
  }
  EXPECT_EQ(listed.count("arm.name"), 1u);
  EXPECT_EQ(listed.count("axis.values"), 1u);
}

TEST(FieldDocumentationTest, SaysWhatTheSchemaSays) {
  const std::vector<FieldDocumentation> fields = ListFields();
  const auto find = [&](const std::string& path) {
    return *std::find_if(fields.begin(), fields.end(), [&](const auto& field) { return field.path == path; });
  };
  const FieldDocumentation theta = find("model.decoder.position.rotary.theta");
  EXPECT_EQ(theta.type, "double");
  EXPECT_EQ(theta.default_value, "10000");
  EXPECT_EQ(theta.meaning, "Base of the geometric progression of angles, > 1");
  EXPECT_EQ(theta.source, "Su et al. 2021, section 3.3");
  EXPECT_TRUE(theta.identity);
  EXPECT_FALSE(find("training.log_every").identity);
  const FieldDocumentation position = find("model.decoder.position");
  EXPECT_TRUE(absl::StartsWith(position.type, "choice (none, sinusoidal, learned, rotary, alibi, ")) << position.type;
  EXPECT_EQ(position.default_value, "sinusoidal");
  EXPECT_EQ(find("model.decoder.residual").meaning,
            "How a sublayer, its norm and the residual connection are composed");
  EXPECT_EQ(find("model.decoder").type, "present or absent");
}

}  // namespace
}  // namespace ceteris
