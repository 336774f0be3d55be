// Rules that the schema itself must keep, whatever is added to it.
#include "experiments/spec/schema.h"

#include <functional>
#include <set>

#include "absl/strings/str_cat.h"
#include "core/base/options.pb.h"
#include "experiments/spec/experiment.pb.h"
#include "gtest/gtest.h"

namespace ceteris {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::OneofDescriptor;

// Every message type that an experiment can contain.
void VisitTypes(const Descriptor& type, std::set<const Descriptor*>* seen) {
  if (!seen->insert(&type).second) return;
  for (int i = 0; i < type.field_count(); ++i) {
    if (type.field(i)->message_type() != nullptr) VisitTypes(*type.field(i)->message_type(), seen);
  }
}

std::set<const Descriptor*> AllTypes() {
  std::set<const Descriptor*> types;
  VisitTypes(*config::Experiment::descriptor(), &types);
  return types;
}

TEST(SchemaTest, SeesTheWholeSchema) {
  EXPECT_GT(AllTypes().size(), 30u);
  EXPECT_EQ(AllTypes().count(config::Rotary::descriptor()), 1u);
}

TEST(SchemaTest, MembersOfOneofsAreMessagesWithATitleAndASummary) {
  for (const Descriptor* type : AllTypes()) {
    for (int i = 0; i < type->real_oneof_decl_count(); ++i) {
      const OneofDescriptor& choice = *type->oneof_decl(i);
      DefaultVariant(choice);  // ends the test where it names no member
      for (int j = 0; j < choice.field_count(); ++j) {
        const FieldDescriptor& member = *choice.field(j);
        ASSERT_EQ(member.cpp_type(), FieldDescriptor::CPPTYPE_MESSAGE) << member.full_name();
        const config::Variant& variant = member.message_type()->options().GetExtension(config::variant);
        EXPECT_FALSE(variant.title().empty()) << member.full_name() << " has no (variant) title";
        EXPECT_FALSE(variant.summary().empty()) << member.full_name() << " has no (variant) summary";
      }
    }
  }
}

TEST(SchemaTest, FieldsAreOfTypesThatPathsAndFingerprintsKnow) {
  for (const Descriptor* type : AllTypes()) {
    for (int i = 0; i < type->field_count(); ++i) {
      const FieldDescriptor& field = *type->field(i);
      EXPECT_NE(field.type(), FieldDescriptor::TYPE_FLOAT) << field.full_name() << ": use double";
      EXPECT_NE(field.type(), FieldDescriptor::TYPE_BYTES) << field.full_name() << ": use string";
      EXPECT_FALSE(field.is_required()) << field.full_name();
      EXPECT_FALSE(field.is_map()) << field.full_name();
    }
  }
}

TEST(SchemaTest, NoPathMeansTwoThings) {
  for (const Descriptor* type : AllTypes()) {
    for (int i = 0; i < type->real_oneof_decl_count(); ++i) {
      if (IsOwnChoice(*type->oneof_decl(i))) continue;
      EXPECT_EQ(type->FindFieldByName(type->oneof_decl(i)->name()), nullptr) << type->oneof_decl(i)->full_name();
    }
    for (int i = 0; i < type->field_count(); ++i) {
      const FieldDescriptor& field = *type->field(i);
      if (field.message_type() == nullptr || !IsPart(field)) continue;
      EXPECT_EQ(OwnChoice(*field.message_type()), nullptr) << field.full_name() << ": present or which one?";
    }
  }
  for (int i = 0; i < config::Trial::descriptor()->field_count(); ++i) {
    const std::string& name = config::Trial::descriptor()->field(i)->name();
    EXPECT_EQ(config::Experiment::descriptor()->FindFieldByName(name), nullptr)
        << "--set=" << name << "... would be ambiguous";
  }
}

TEST(SchemaTest, ReadsOptions) {
  EXPECT_FALSE(IsIdentity(*config::Training::descriptor()->FindFieldByName("log_every")));
  EXPECT_TRUE(IsIdentity(*config::Training::descriptor()->FindFieldByName("num_steps")));
  EXPECT_TRUE(IsPart(*config::Model::descriptor()->FindFieldByName("decoder")));
  EXPECT_FALSE(IsPart(*config::Model::descriptor()->FindFieldByName("embedding")));
  EXPECT_EQ(DefaultVariant(*config::Position::descriptor()->oneof_decl(0))->name(), "sinusoidal");
  EXPECT_EQ(DefaultVariant(*config::Task::descriptor()->oneof_decl(0)), nullptr);
}

TEST(SchemaTest, NamesChoices) {
  const OneofDescriptor& scheme = *config::Position::descriptor()->oneof_decl(0);
  const OneofDescriptor& residual = *config::Stack::descriptor()->oneof_decl(0);
  EXPECT_EQ(ChoicePath("model.decoder.position", scheme), "model.decoder.position");
  EXPECT_EQ(ChoicePath("model.decoder", residual), "model.decoder.residual");
  EXPECT_EQ(OwnChoice(*config::Position::descriptor()), &scheme);
  EXPECT_EQ(OwnChoice(*config::Stack::descriptor()), nullptr);
  EXPECT_EQ(MemberNames(residual), (std::vector<std::string>{"pre_norm", "post_norm", "sandwich", "rezero"}));
  EXPECT_EQ(JoinPath("", "model"), "model");
}

}  // namespace
}  // namespace ceteris
