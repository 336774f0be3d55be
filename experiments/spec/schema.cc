#include "experiments/spec/schema.h"

#include "absl/strings/str_cat.h"
#include "core/base/check.h"
#include "core/base/options.pb.h"

namespace ceteris {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::OneofDescriptor;

bool IsIdentity(const FieldDescriptor& field) { return field.options().GetExtension(config::identity); }

bool IsPart(const FieldDescriptor& field) { return field.options().GetExtension(config::part); }

const FieldDescriptor* DefaultVariant(const OneofDescriptor& choice) {
  if (!choice.options().HasExtension(config::default_variant)) return nullptr;
  const std::string& name = choice.options().GetExtension(config::default_variant);
  const FieldDescriptor* member = choice.containing_type()->FindFieldByName(name);
  CETERIS_CHECK(member != nullptr && member->containing_oneof() == &choice,
                absl::StrCat(choice.full_name(), ": its default_variant \"", name, "\" is not one of its members"));
  return member;
}

bool IsOwnChoice(const OneofDescriptor& choice) { return choice.name() == "variant" || choice.name() == "scheme"; }

const OneofDescriptor* OwnChoice(const Descriptor& message) {
  for (int i = 0; i < message.real_oneof_decl_count(); ++i) {
    if (IsOwnChoice(*message.oneof_decl(i))) return message.oneof_decl(i);
  }
  return nullptr;
}

std::vector<std::string> MemberNames(const OneofDescriptor& choice) {
  std::vector<std::string> names;
  for (int i = 0; i < choice.field_count(); ++i) names.push_back(choice.field(i)->name());
  return names;
}

std::string JoinPath(absl::string_view prefix, absl::string_view name) {
  return prefix.empty() ? std::string(name) : absl::StrCat(prefix, ".", name);
}

std::string ChoicePath(absl::string_view prefix, const OneofDescriptor& choice) {
  return IsOwnChoice(choice) ? std::string(prefix) : JoinPath(prefix, choice.name());
}

}  // namespace ceteris
