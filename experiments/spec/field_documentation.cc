#include "experiments/spec/field_documentation.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "experiments/spec/experiment.pb.h"
#include "experiments/spec/field_value.h"
#include "experiments/spec/schema.h"
#include "experiments/spec/schema_comments.h"

namespace ceteris {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::OneofDescriptor;

class Lister {
 public:
  void AddMessage(const Descriptor& type, const std::string& prefix, bool identity, bool settable) {
    for (int i = 0; i < type.real_oneof_decl_count(); ++i) {
      AddChoice(*type.oneof_decl(i), ChoicePath(prefix, *type.oneof_decl(i)), identity, settable);
    }
    for (int i = 0; i < type.field_count(); ++i) {
      const FieldDescriptor& field = *type.field(i);
      if (field.message_type() == config::Trial::descriptor()) continue;  // base and changes: listed once, as the trial
      AddField(field, JoinPath(prefix, field.name()), identity && IsIdentity(field), settable);
    }
  }

  std::vector<FieldDocumentation> fields;

 private:
  void AddField(const FieldDescriptor& field, const std::string& path, bool identity, bool settable) {
    if (field.cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) {
      const std::string comment = CommentOf(field);
      const size_t source = comment.find("Source: ");
      fields.push_back({path, TypeName(field), FormatDefault(field), Sentence(comment.substr(0, source)),
                        source == std::string::npos ? "" : Sentence(comment.substr(source + 8)), identity, settable});
      return;
    }
    if (IsPart(field)) {
      const std::string comment = CommentOf(field);
      fields.push_back({path, "present or absent", "absent",
                        comment.empty() ? "Whether there is one; a part that is written is present" : Sentence(comment),
                        "", identity, settable});
    }
    AddMessage(*field.message_type(), path, identity, settable && !field.is_repeated());
  }

  void AddChoice(const OneofDescriptor& choice, const std::string& path, bool identity, bool settable) {
    const FieldDescriptor* chosen = DefaultVariant(choice);
    std::string meaning = CommentOf(choice);
    if (meaning.empty()) meaning = CommentOf(*choice.containing_type());
    if (meaning.empty()) meaning = "Which variant is used; the catalog says what each one is";
    fields.push_back({path, absl::StrCat("choice (", absl::StrJoin(MemberNames(choice), ", "), ")"),
                      chosen == nullptr ? "" : chosen->name(), Sentence(meaning), "", identity, settable});
  }

  static std::string Sentence(absl::string_view text) {
    while (absl::ConsumeSuffix(&text, " ")) {
    }
    absl::ConsumeSuffix(&text, ".");
    return std::string(text);
  }
};

}  // namespace

std::vector<FieldDocumentation> ListFields() {
  Lister lister;
  lister.AddMessage(*config::Experiment::descriptor(), "", true, true);
  lister.AddMessage(*config::Trial::descriptor(), "", true, true);
  return std::move(lister.fields);
}

}  // namespace ceteris
