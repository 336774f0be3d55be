#include "experiments/spec/config_path.h"

#include <memory>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "core/base/did_you_mean.h"
#include "core/base/status_macros.h"
#include "experiments/spec/field_value.h"
#include "experiments/spec/schema.h"

namespace ceteris {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::OneofDescriptor;
using google::protobuf::Reflection;

constexpr size_t kLongestPath = 300;  // characters; the schema's longest is below 100
constexpr size_t kMostSuggestions = 3;

bool IsMessage(const FieldDescriptor& field) { return field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE; }

std::vector<std::string> SegmentNames(const Descriptor& type) {
  std::vector<std::string> names;
  for (int i = 0; i < type.field_count(); ++i) names.push_back(type.field(i)->name());
  for (int i = 0; i < type.real_oneof_decl_count(); ++i) {
    if (!IsOwnChoice(*type.oneof_decl(i))) names.push_back(type.oneof_decl(i)->name());
  }
  return names;
}

void AddPaths(const Descriptor& type, const std::string& prefix, std::vector<std::string>* paths) {
  for (int i = 0; i < type.real_oneof_decl_count(); ++i) paths->push_back(ChoicePath(prefix, *type.oneof_decl(i)));
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor& field = *type.field(i);
    const std::string path = JoinPath(prefix, field.name());
    if (!IsMessage(field)) {
      paths->push_back(path);
    } else if (!field.is_repeated()) {
      if (IsPart(field)) paths->push_back(path);
      AddPaths(*field.message_type(), path, paths);
    }
  }
}

absl::Status NoSuchSegment(const Descriptor& type, absl::string_view path, absl::string_view parent,
                           absl::string_view segment) {
  const std::vector<std::string> names = SegmentNames(type);
  std::string hint = DidYouMean(segment, names);
  if (hint.empty()) hint = SuggestPathBelow(type, parent.empty() ? path : path.substr(parent.size() + 1));
  if (hint.empty() && !names.empty()) hint = absl::StrCat("; it has ", absl::StrJoin(names, ", "));
  if (names.empty()) hint = "; it has no fields";
  return absl::InvalidArgumentError(
      absl::StrCat(path, ": ", parent.empty() ? type.name() : parent, " has no field \"", segment, "\"", hint));
}

absl::Status NotAValue(absl::string_view path, const FieldDescriptor& field) {
  const Descriptor& type = *field.message_type();
  if (field.real_containing_oneof() != nullptr) {
    absl::string_view parent = path.substr(0, path.size() - field.name().size());
    absl::ConsumeSuffix(&parent, ".");
    return absl::InvalidArgumentError(absl::StrCat(path, ": not a value; to choose it, set ",
                                                   ChoicePath(parent, *field.real_containing_oneof()), "=",
                                                   field.name()));
  }
  return absl::InvalidArgumentError(absl::StrCat(
      path, ": a group of fields, not a value; set one of its fields: ", absl::StrJoin(SegmentNames(type), ", ")));
}

const OneofDescriptor* FindChoice(const Descriptor& type, absl::string_view segment) {
  for (int i = 0; i < type.real_oneof_decl_count(); ++i) {
    const OneofDescriptor* choice = type.oneof_decl(i);
    if (!IsOwnChoice(*choice) && choice->name() == segment) return choice;
  }
  return nullptr;
}

absl::Status SetChoice(absl::string_view path, absl::string_view value, const OneofDescriptor& choice,
                       Message* message) {
  const FieldDescriptor* member = choice.containing_type()->FindFieldByName(std::string(value));
  if (member == nullptr || member->containing_oneof() != &choice) {
    const std::vector<std::string> names = MemberNames(choice);
    return absl::InvalidArgumentError(absl::StrCat(path, ": \"", absl::CEscape(value.substr(0, kLongestPath)),
                                                   "\" is not one of ", absl::StrJoin(names, ", "),
                                                   DidYouMean(value.substr(0, kLongestPath), names)));
  }
  message->GetReflection()->MutableMessage(message, member);
  return absl::OkStatus();
}

absl::Status SetPart(absl::string_view path, absl::string_view value, const std::vector<const FieldDescriptor*>& fields,
                     Message* message) {
  if (value != "present" && value != "absent") {
    return absl::InvalidArgumentError(
        absl::StrCat(path, ": \"", absl::CEscape(value.substr(0, kLongestPath)), "\" is neither present nor absent"));
  }
  for (const FieldDescriptor* field : fields) {
    const Reflection& reflection = *message->GetReflection();
    if (value == "absent") {
      if (field == fields.back()) reflection.ClearField(message, field);
      if (!reflection.HasField(*message, field)) return absl::OkStatus();
    }
    message = reflection.MutableMessage(message, field);
  }
  return absl::OkStatus();
}

absl::Status SetFound(const ConfigPath& found, absl::string_view path, absl::string_view value, Message* message) {
  if (found.is_part) return SetPart(path, absl::StripAsciiWhitespace(value), found.fields, message);
  for (const FieldDescriptor* field : found.fields) {
    if (!IsMessage(*field)) return SetField(path, value, *field, message);
    message = message->GetReflection()->MutableMessage(message, field);
  }
  return SetChoice(path, absl::StripAsciiWhitespace(value), *found.choice, message);
}

}  // namespace

absl::StatusOr<ConfigPath> FindPath(const Descriptor& root, absl::string_view path) {
  if (path.empty()) return absl::InvalidArgumentError("a path is empty; a path looks like training.num_steps");
  if (path.size() > kLongestPath || path.find_first_of("\n\r\t\"\\ ") != absl::string_view::npos) {
    return absl::InvalidArgumentError(absl::StrCat("\"", absl::CEscape(path.substr(0, kLongestPath)),
                                                   "\": not a path; a path looks like training.num_steps"));
  }
  ConfigPath found;
  const Descriptor* type = &root;
  std::string parent;
  for (absl::string_view segment : absl::StrSplit(path, '.')) {
    if (type == nullptr)
      return absl::InvalidArgumentError(absl::StrCat(path, ": ", parent, " is a value and has no fields"));
    const FieldDescriptor* field = type->FindFieldByName(std::string(segment));
    const OneofDescriptor* choice = field == nullptr ? FindChoice(*type, segment) : nullptr;
    if (field == nullptr && choice == nullptr) return NoSuchSegment(*type, path, parent, segment);
    parent = JoinPath(parent, segment);
    found.choice = choice;
    type = nullptr;
    if (field == nullptr) continue;
    if (IsMessage(*field) && field->is_repeated()) {
      return absl::InvalidArgumentError(
          absl::StrCat(path, ": ", parent, " is a list; write it in the experiment file"));
    }
    found.fields.push_back(field);
    if (IsMessage(*field)) type = field->message_type();
  }
  if (type == nullptr) return found;
  found.choice = OwnChoice(*type);
  found.is_part = IsPart(*found.fields.back());
  if (found.choice == nullptr && !found.is_part) return NotAValue(path, *found.fields.back());
  return found;
}

absl::Status SetPath(absl::string_view path, absl::string_view value, Message* message) {
  ASSIGN_OR_RETURN(const ConfigPath found, FindPath(*message->GetDescriptor(), path));
  std::unique_ptr<Message> changed(message->New());  // so that an error changes nothing, not even which messages exist
  changed->CopyFrom(*message);
  RETURN_IF_ERROR(SetFound(found, path, value, changed.get()));
  message->GetReflection()->Swap(message, changed.get());
  return absl::OkStatus();
}

absl::StatusOr<std::string> GetPath(const Message& message, absl::string_view path) {
  ASSIGN_OR_RETURN(const ConfigPath found, FindPath(*message.GetDescriptor(), path));
  const Message* at = &message;
  for (const FieldDescriptor* field : found.fields) {
    const Reflection& reflection = *at->GetReflection();
    if (!IsMessage(*field)) return FormatField(*at, *field);
    const bool stays_absent = field->real_containing_oneof() != nullptr || IsPart(*field);
    if (stays_absent && !reflection.HasField(*at, field)) {
      return std::string(found.is_part && field == found.fields.back() ? "absent" : "");
    }
    at = &reflection.GetMessage(*at, field);
  }
  if (found.is_part) return std::string("present");
  const FieldDescriptor* member = at->GetReflection()->GetOneofFieldDescriptor(*at, found.choice);
  return member == nullptr ? "" : member->name();
}

std::string SuggestPathBelow(const Descriptor& type, absl::string_view path) {
  std::vector<std::string> found;
  for (const std::string& known : AllPaths(type)) {
    if (absl::EndsWith(known, absl::StrCat(".", path))) found.push_back(absl::StrCat("\"", known, "\""));
  }
  if (found.empty()) return "";
  if (found.size() > kMostSuggestions) found.resize(kMostSuggestions);
  return absl::StrCat("; did you mean ", absl::StrJoin(found, " or "), "?");
}

std::vector<std::string> AllPaths(const Descriptor& root) {
  std::vector<std::string> paths;
  AddPaths(root, "", &paths);
  return paths;
}

}  // namespace ceteris
