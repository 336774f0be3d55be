#include "experiments/spec/path_values.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "experiments/spec/field_value.h"
#include "experiments/spec/schema.h"

namespace ceteris {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::OneofDescriptor;
using google::protobuf::Reflection;

bool IsNotFinite(const Message& message, const FieldDescriptor& field) {
  if (field.cpp_type() != FieldDescriptor::CPPTYPE_DOUBLE) return false;
  const Reflection& reflection = *message.GetReflection();
  if (!field.is_repeated()) return !std::isfinite(reflection.GetDouble(message, &field));
  for (int i = 0; i < reflection.FieldSize(message, &field); ++i) {
    if (!std::isfinite(reflection.GetRepeatedDouble(message, &field, i))) return true;
  }
  return false;
}

class Walk {
 public:
  void AddMessage(const Message& message, const std::string& prefix, bool identity) {
    const Descriptor& type = *message.GetDescriptor();
    for (int i = 0; i < type.real_oneof_decl_count(); ++i) AddChoice(message, *type.oneof_decl(i), prefix, identity);
    for (int i = 0; i < type.field_count(); ++i) AddField(message, *type.field(i), prefix, identity);
  }

  std::vector<PathValue> pairs;

 private:
  PathValue& Add(const std::string& path, const std::string& value, bool identity) {
    pairs.emplace_back();
    pairs.back().path = path;
    pairs.back().value = value;
    pairs.back().identity = identity;
    return pairs.back();
  }

  void AddChoice(const Message& message, const OneofDescriptor& choice, const std::string& prefix, bool identity) {
    const FieldDescriptor* member = message.GetReflection()->GetOneofFieldDescriptor(message, &choice);
    if (member == nullptr) return;
    PathValue& pair = Add(ChoicePath(prefix, choice), member->name(), identity);
    pair.kind = PathValue::kChoice;
    pair.is_default = member == DefaultVariant(choice);
  }

  void AddField(const Message& message, const FieldDescriptor& field, const std::string& prefix, bool identity) {
    const Reflection& reflection = *message.GetReflection();
    const std::string path = JoinPath(prefix, field.name());
    identity = identity && IsIdentity(field);
    if (field.cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) {
      PathValue& pair = Add(path, FormatField(message, field), identity);
      pair.is_default = pair.value == FormatDefault(field);
      pair.is_not_finite = IsNotFinite(message, field);
      pair.is_content_path = !identity && field.cpp_type() == FieldDescriptor::CPPTYPE_STRING;
    } else if (field.is_repeated()) {
      for (int i = 0; i < reflection.FieldSize(message, &field); ++i) {
        AddMessage(reflection.GetRepeatedMessage(message, &field, i), absl::StrCat(path, "[", i, "]"), identity);
      }
    } else if (reflection.HasField(message, &field)) {
      if (IsPart(field)) Add(path, "present", identity).kind = PathValue::kPart;
      AddMessage(reflection.GetMessage(message, &field), path, identity);
    }
  }
};

}  // namespace

std::vector<PathValue> PathValues(const Message& resolved) {
  Walk walk;
  walk.AddMessage(resolved, "", true);
  std::sort(walk.pairs.begin(), walk.pairs.end(),
            [](const PathValue& a, const PathValue& b) { return a.path < b.path; });
  return std::move(walk.pairs);
}

}  // namespace ceteris
