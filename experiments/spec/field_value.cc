#include "experiments/spec/field_value.h"

#include <cmath>
#include <cstdlib>
#include <limits>
#include <memory>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "core/base/did_you_mean.h"
#include "core/base/status_macros.h"

namespace ceteris {
namespace {

using google::protobuf::EnumDescriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

constexpr size_t kLongestShown = 80;

std::string FormatElement(const Message& message, const FieldDescriptor& field, int i) {
  const Reflection& reflection = *message.GetReflection();
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_INT32:
      return absl::StrCat(reflection.GetRepeatedInt32(message, &field, i));
    case FieldDescriptor::CPPTYPE_INT64:
      return absl::StrCat(reflection.GetRepeatedInt64(message, &field, i));
    case FieldDescriptor::CPPTYPE_UINT32:
      return absl::StrCat(reflection.GetRepeatedUInt32(message, &field, i));
    case FieldDescriptor::CPPTYPE_UINT64:
      return absl::StrCat(reflection.GetRepeatedUInt64(message, &field, i));
    case FieldDescriptor::CPPTYPE_DOUBLE:
      return FormatDouble(reflection.GetRepeatedDouble(message, &field, i));
    case FieldDescriptor::CPPTYPE_BOOL:
      return reflection.GetRepeatedBool(message, &field, i) ? "true" : "false";
    case FieldDescriptor::CPPTYPE_ENUM:
      return reflection.GetRepeatedEnum(message, &field, i)->name();
    case FieldDescriptor::CPPTYPE_STRING:
      return absl::StrCat("\"", absl::CEscape(reflection.GetRepeatedString(message, &field, i)), "\"");
    case FieldDescriptor::CPPTYPE_FLOAT:  // the schema has none: schema_test
    case FieldDescriptor::CPPTYPE_MESSAGE:
      break;
  }
  return "{}";
}

std::vector<std::string> EnumNames(const EnumDescriptor& type) {
  std::vector<std::string> names;
  for (int i = 0; i < type.value_count(); ++i) names.push_back(type.value(i)->name());
  return names;
}

// Names the place, what was found there and what would be right.
absl::Status Refused(absl::string_view path, absl::string_view text, absl::string_view right) {
  const std::string shown = absl::CEscape(text.substr(0, kLongestShown));
  return absl::InvalidArgumentError(
      absl::StrCat(path, ": \"", shown, text.size() > kLongestShown ? "..." : "", "\" ", right));
}

bool IsWholeNumber(absl::string_view text) {
  if (!text.empty() && (text[0] == '-' || text[0] == '+')) text.remove_prefix(1);
  return !text.empty() && text.find_first_not_of("0123456789") == absl::string_view::npos;
}

template <typename Integer>
absl::Status ParseInteger(absl::string_view path, absl::string_view text, Integer* value) {
  if (!IsWholeNumber(text)) return Refused(path, text, "is not a whole number");
  if (absl::SimpleAtoi(text, value)) return absl::OkStatus();
  return Refused(path, text,
                 absl::StrCat("is out of range; use ", std::numeric_limits<Integer>::min(), " to ",
                              std::numeric_limits<Integer>::max()));
}

absl::Status ParseDouble(absl::string_view path, absl::string_view text, double* value) {
  if (!absl::SimpleAtod(text, value)) return Refused(path, text, "is not a number");
  if (!std::isfinite(*value)) return Refused(path, text, "is not a finite number");
  return absl::OkStatus();
}

absl::Status ParseBool(absl::string_view path, absl::string_view text, bool* value) {
  if (text != "true" && text != "false") return Refused(path, text, "is neither true nor false");
  *value = text == "true";
  return absl::OkStatus();
}

absl::Status ParseEnum(absl::string_view path, absl::string_view text, const EnumDescriptor& type, int* value) {
  const auto* found = type.FindValueByName(std::string(text));
  if (found == nullptr) {
    const std::vector<std::string> names = EnumNames(type);
    return Refused(
        path, text,
        absl::StrCat("is not a ", type.name(), "; use ", absl::StrJoin(names, ", "), DidYouMean(text, names)));
  }
  *value = found->number();
  return absl::OkStatus();
}

// Sets a scalar, or appends to a list.
#define CETERIS_PUT(Type, value)                                        \
  (field.is_repeated() ? reflection.Add##Type(message, &field, (value)) \
                       : reflection.Set##Type(message, &field, (value)))

absl::Status PutNumber(absl::string_view path, absl::string_view text, const FieldDescriptor& field, Message* message) {
  const Reflection& reflection = *message->GetReflection();
  int32_t int32 = 0;
  int64_t int64 = 0;
  uint32_t uint32 = 0;
  uint64_t uint64 = 0;
  double number = 0;
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_INT32:
      RETURN_IF_ERROR(ParseInteger(path, text, &int32));
      CETERIS_PUT(Int32, int32);
      break;
    case FieldDescriptor::CPPTYPE_INT64:
      RETURN_IF_ERROR(ParseInteger(path, text, &int64));
      CETERIS_PUT(Int64, int64);
      break;
    case FieldDescriptor::CPPTYPE_UINT32:
      RETURN_IF_ERROR(ParseInteger(path, text, &uint32));
      CETERIS_PUT(UInt32, uint32);
      break;
    case FieldDescriptor::CPPTYPE_UINT64:
      RETURN_IF_ERROR(ParseInteger(path, text, &uint64));
      CETERIS_PUT(UInt64, uint64);
      break;
    default:
      RETURN_IF_ERROR(ParseDouble(path, text, &number));
      CETERIS_PUT(Double, number);
      break;
  }
  return absl::OkStatus();
}

absl::Status Put(absl::string_view path, absl::string_view text, const FieldDescriptor& field, Message* message) {
  const Reflection& reflection = *message->GetReflection();
  if (field.cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
    CETERIS_PUT(String, std::string(text));
    return absl::OkStatus();
  }
  text = absl::StripAsciiWhitespace(text);
  if (field.cpp_type() == FieldDescriptor::CPPTYPE_BOOL) {
    bool value = false;
    RETURN_IF_ERROR(ParseBool(path, text, &value));
    CETERIS_PUT(Bool, value);
    return absl::OkStatus();
  }
  if (field.cpp_type() == FieldDescriptor::CPPTYPE_ENUM) {
    int value = 0;
    RETURN_IF_ERROR(ParseEnum(path, text, *field.enum_type(), &value));
    CETERIS_PUT(EnumValue, value);
    return absl::OkStatus();
  }
  return PutNumber(path, text, field, message);
}
#undef CETERIS_PUT

absl::Status SetList(absl::string_view path, absl::string_view text, const FieldDescriptor& field, Message* message) {
  if (field.cpp_type() == FieldDescriptor::CPPTYPE_STRING || field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
    return absl::InvalidArgumentError(absl::StrCat(path, ": this list can only be written in the experiment file"));
  }
  text = absl::StripAsciiWhitespace(text);
  if (absl::ConsumePrefix(&text, "[") && !absl::ConsumeSuffix(&text, "]")) {
    return Refused(path, text, "has [ and no ]; write a list as [1, 2, 4]");
  }
  std::unique_ptr<Message> parsed(message->New());
  if (!absl::StripAsciiWhitespace(text).empty()) {
    for (absl::string_view element : absl::StrSplit(text, ','))
      RETURN_IF_ERROR(Put(path, element, field, parsed.get()));
  }
  message->GetReflection()->SwapFields(message, parsed.get(), {&field});
  return absl::OkStatus();
}

}  // namespace

std::string FormatDouble(double value) {
  if (std::isnan(value)) return "nan";
  if (std::isinf(value)) return value > 0 ? "inf" : "-inf";
  if (value == 0) return "0";
  std::string text;
  for (int digits = 15; digits <= 17; ++digits) {
    text = absl::StrFormat("%.*g", digits, value);
    if (std::strtod(text.c_str(), nullptr) == value) break;
  }
  return text;
}

std::string FormatField(const Message& message, const FieldDescriptor& field) {
  const Reflection& reflection = *message.GetReflection();
  if (field.is_repeated()) {
    std::vector<std::string> elements;
    for (int i = 0; i < reflection.FieldSize(message, &field); ++i)
      elements.push_back(FormatElement(message, field, i));
    return absl::StrCat("[", absl::StrJoin(elements, ", "), "]");
  }
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_INT32:
      return absl::StrCat(reflection.GetInt32(message, &field));
    case FieldDescriptor::CPPTYPE_INT64:
      return absl::StrCat(reflection.GetInt64(message, &field));
    case FieldDescriptor::CPPTYPE_UINT32:
      return absl::StrCat(reflection.GetUInt32(message, &field));
    case FieldDescriptor::CPPTYPE_UINT64:
      return absl::StrCat(reflection.GetUInt64(message, &field));
    case FieldDescriptor::CPPTYPE_DOUBLE:
      return FormatDouble(reflection.GetDouble(message, &field));
    case FieldDescriptor::CPPTYPE_BOOL:
      return reflection.GetBool(message, &field) ? "true" : "false";
    case FieldDescriptor::CPPTYPE_ENUM:
      return reflection.GetEnum(message, &field)->name();
    case FieldDescriptor::CPPTYPE_STRING:
      return reflection.GetString(message, &field);
    case FieldDescriptor::CPPTYPE_FLOAT:  // the schema has none: schema_test
    case FieldDescriptor::CPPTYPE_MESSAGE:
      break;
  }
  return "{}";
}

std::string FormatDefault(const FieldDescriptor& field) {
  if (field.is_repeated()) return "[]";
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_INT32:
      return absl::StrCat(field.default_value_int32());
    case FieldDescriptor::CPPTYPE_INT64:
      return absl::StrCat(field.default_value_int64());
    case FieldDescriptor::CPPTYPE_UINT32:
      return absl::StrCat(field.default_value_uint32());
    case FieldDescriptor::CPPTYPE_UINT64:
      return absl::StrCat(field.default_value_uint64());
    case FieldDescriptor::CPPTYPE_DOUBLE:
      return FormatDouble(field.default_value_double());
    case FieldDescriptor::CPPTYPE_BOOL:
      return field.default_value_bool() ? "true" : "false";
    case FieldDescriptor::CPPTYPE_ENUM:
      return field.default_value_enum()->name();
    case FieldDescriptor::CPPTYPE_STRING:
      return field.default_value_string();
    case FieldDescriptor::CPPTYPE_FLOAT:  // the schema has none: schema_test
    case FieldDescriptor::CPPTYPE_MESSAGE:
      break;
  }
  return "{}";
}

std::string TypeName(const FieldDescriptor& field) {
  std::string name = field.cpp_type_name();
  if (field.cpp_type() == FieldDescriptor::CPPTYPE_ENUM) {
    name = absl::StrCat(field.enum_type()->name(), " (", absl::StrJoin(EnumNames(*field.enum_type()), ", "), ")");
  } else if (field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
    name = field.message_type()->name();
  }
  return field.is_repeated() ? absl::StrCat("list of ", name) : name;
}

absl::Status SetField(absl::string_view path, absl::string_view text, const FieldDescriptor& field, Message* message) {
  return field.is_repeated() ? SetList(path, text, field, message) : Put(path, text, field, message);
}

}  // namespace ceteris
