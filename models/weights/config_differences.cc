#include "models/weights/config_differences.h"

#include <google/protobuf/text_format.h>

#include <cmath>

#include "absl/strings/str_cat.h"
#include "core/base/options.pb.h"

namespace ceteris {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::OneofDescriptor;
using google::protobuf::Reflection;

// The member that acts: the written one, or the schema's default; null where there is neither.
const FieldDescriptor* Chosen(const Message& message, const OneofDescriptor& choice) {
  const FieldDescriptor* const written = message.GetReflection()->GetOneofFieldDescriptor(message, &choice);
  if (written != nullptr || !choice.options().HasExtension(config::default_variant)) return written;
  return choice.containing_type()->FindFieldByName(choice.options().GetExtension(config::default_variant));
}

std::string NameOf(const FieldDescriptor* member) { return member == nullptr ? "nothing" : member->name(); }

std::string ValueText(const Message& message, const FieldDescriptor& field) {
  std::string text;
  if (!field.is_repeated()) {
    google::protobuf::TextFormat::PrintFieldValueToString(message, &field, -1, &text);
    return text;
  }
  std::string list;
  for (int i = 0; i < message.GetReflection()->FieldSize(message, &field); ++i) {
    google::protobuf::TextFormat::PrintFieldValueToString(message, &field, i, &text);
    absl::StrAppend(&list, list.empty() ? "" : ", ", text);
  }
  return absl::StrCat("[", list, "]");
}

// Equal, or two ways to round one number: 512^-0.5 and 1 / sqrt(512).
bool NearlyEqual(const Message& is, const Message& wanted, const FieldDescriptor& field) {
  if (field.is_repeated() || field.cpp_type() != FieldDescriptor::CPPTYPE_DOUBLE) return false;
  const double here = is.GetReflection()->GetDouble(is, &field);
  const double there = wanted.GetReflection()->GetDouble(wanted, &field);
  return std::abs(here - there) <= 1e-14 * std::abs(there);
}

class Comparison {
 public:
  explicit Comparison(const std::set<std::string>& ignored) : ignored_(ignored) {}

  void Compare(const Message& is, const Message& wanted, const std::string& path) {
    for (int i = 0; i < is.GetDescriptor()->real_oneof_decl_count(); ++i) {
      CompareChoice(is, wanted, *is.GetDescriptor()->oneof_decl(i), path);
    }
    for (int i = 0; i < is.GetDescriptor()->field_count(); ++i) {
      const FieldDescriptor& field = *is.GetDescriptor()->field(i);
      if (field.real_containing_oneof() != nullptr || ignored_.count(field.name()) > 0) continue;
      CompareField(is, wanted, field, absl::StrCat(path, ".", field.name()));
    }
  }

  std::vector<std::string> found;

 private:
  void Add(absl::string_view path, absl::string_view is, absl::string_view wanted) {
    found.push_back(absl::StrCat(path, " is ", is, ", not ", wanted));
  }

  void CompareChoice(const Message& is, const Message& wanted, const OneofDescriptor& choice, const std::string& path) {
    const FieldDescriptor *const here = Chosen(is, choice), *const there = Chosen(wanted, choice);
    const bool own = choice.name() == "variant" || choice.name() == "scheme";
    const std::string choice_path = own ? path : absl::StrCat(path, ".", choice.name());
    if (here != there) {
      Add(choice_path, NameOf(here), NameOf(there));
    } else if (here != nullptr) {
      Compare(is.GetReflection()->GetMessage(is, here), wanted.GetReflection()->GetMessage(wanted, there),
              absl::StrCat(path, ".", here->name()));
    }
  }

  void CompareField(const Message& is, const Message& wanted, const FieldDescriptor& field, const std::string& path) {
    if (field.cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE || field.is_repeated()) {
      const std::string here = ValueText(is, field), there = ValueText(wanted, field);
      if (here != there && !NearlyEqual(is, wanted, field)) Add(path, here, there);
      return;
    }
    const Reflection& reflection = *is.GetReflection();
    const bool part = field.options().GetExtension(config::part);
    const bool here = reflection.HasField(is, &field), there = reflection.HasField(wanted, &field);
    if (part && here != there) Add(path, here ? "present" : "absent", there ? "present" : "absent");
    if (!part || (here && there))
      Compare(reflection.GetMessage(is, &field), reflection.GetMessage(wanted, &field), path);
  }

  const std::set<std::string>& ignored_;
};

}  // namespace

std::vector<std::string> ConfigDifferences(const Message& is, const Message& wanted, absl::string_view path,
                                           const std::set<std::string>& ignored) {
  Comparison comparison(ignored);
  comparison.Compare(is, wanted, std::string(path));
  return comparison.found;
}

}  // namespace ceteris
