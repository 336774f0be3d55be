// A default never changes: stored trials that did not write it would silently become others. Every default is pinned
// here.
#include <map>
#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "experiments/spec/experiment.pb.h"
#include "experiments/spec/field_value.h"
#include "experiments/spec/schema.h"
#include "experiments/spec/schema_defaults_text.h"
#include "gtest/gtest.h"

namespace ceteris {
namespace {

using google::protobuf::Descriptor;

// "Rotary.theta" -> "10000", "Position.scheme" -> "sinusoidal", ...
void AddDefaults(const Descriptor& type, std::set<const Descriptor*>* seen,
                 std::map<std::string, std::string>* defaults) {
  if (!seen->insert(&type).second) return;
  for (int i = 0; i < type.real_oneof_decl_count(); ++i) {
    const auto* member = DefaultVariant(*type.oneof_decl(i));
    (*defaults)[absl::StrCat(type.name(), ".", type.oneof_decl(i)->name())] =
        member == nullptr ? "(none)" : member->name();
  }
  for (int i = 0; i < type.field_count(); ++i) {
    const auto& field = *type.field(i);
    const std::string name = absl::StrCat(type.name(), ".", field.name());
    if (field.message_type() == nullptr) {
      (*defaults)[name] = field.is_repeated() || field.has_default_value() ? FormatDefault(field) : "(unset)";
    } else {
      if (IsPart(field)) (*defaults)[name] = "absent";
      AddDefaults(*field.message_type(), seen, defaults);
    }
  }
}

TEST(SchemaDefaultsTest, NoDefaultEverChanges) {
  std::map<std::string, std::string> pinned;
  for (absl::string_view line : absl::StrSplit(SchemaDefaultsText(), '\n', absl::SkipEmpty())) {
    const std::pair<std::string, std::string> pair = absl::StrSplit(line, absl::MaxSplits(" = ", 1));
    EXPECT_TRUE(pinned.insert(pair).second) << "twice: " << line;
  }
  std::set<const Descriptor*> seen;
  std::map<std::string, std::string> defaults;
  AddDefaults(*config::Experiment::descriptor(), &seen, &defaults);
  for (const auto& [name, value] : defaults) {
    if (pinned.count(name) == 0) {
      ADD_FAILURE() << "A new field. Pin its default by adding this line to schema_defaults.txt:\n"
                    << name << " = " << value;
    } else {
      EXPECT_EQ(value, pinned[name]) << name << ": a default never changes; add a new field or a preset instead";
    }
  }
  for (const auto& [name, value] : pinned) {
    EXPECT_EQ(defaults.count(name), 1u) << name << " is gone: trials that wrote it can no longer be read. It was "
                                        << value;
  }
}

}  // namespace
}  // namespace ceteris
