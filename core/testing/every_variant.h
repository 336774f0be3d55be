// Every member of a oneof, by descriptor reflection: a variant that is added later is tested without touching a test.
//
// Example:  for (const config::Position& position : EveryVariant(config::Position(), "scheme")) ...
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "core/testing/default_choices.h"
#include "google/protobuf/message.h"
#include "google/protobuf/text_format.h"

namespace ceteris {

// `base` with each message member of the oneof chosen in turn, its fields and all other choices at their defaults; in
// the order of the .proto file.
template <typename Message>
std::vector<Message> EveryVariant(const Message& base, const std::string& oneof) {
  std::vector<Message> variants;
  const auto* descriptor = Message::descriptor()->FindOneofByName(oneof);
  for (int i = 0; descriptor != nullptr && i < descriptor->field_count(); ++i) {
    variants.push_back(base);
    Message& variant = variants.back();
    variant.GetReflection()->MutableMessage(&variant, descriptor->field(i));
    WriteDefaultChoices(&variant);
  }
  return variants;
}

// "rotary": the member of the oneof that is chosen, or "".
template <typename Message>
std::string VariantName(const Message& message, const std::string& oneof) {
  const auto* field =
      message.GetReflection()->GetOneofFieldDescriptor(message, Message::descriptor()->FindOneofByName(oneof));
  return field == nullptr ? "" : field->name();
}

// Whether printing as text and parsing again gives the same message.
template <typename Message>
bool RoundTripsThroughText(const Message& message) {
  std::string text;
  Message parsed;
  return google::protobuf::TextFormat::PrintToString(message, &text) &&
         google::protobuf::TextFormat::ParseFromString(text, &parsed) &&
         parsed.SerializeAsString() == message.SerializeAsString();
}

// `message` (the chosen member of `oneof` in it) once per numeric field, that field set to a number that no field may
// have: NaN, or the most negative integer. For tests that validation forgets no field; bool and enum fields have no
// wrong number.
template <typename Message>
std::vector<Message> WithNonsense(const Message& message, const std::string& oneof) {
  using google::protobuf::FieldDescriptor;
  std::vector<Message> wrong;
  const auto* member =
      message.GetReflection()->GetOneofFieldDescriptor(message, Message::descriptor()->FindOneofByName(oneof));
  for (int i = 0; i < member->message_type()->field_count(); ++i) {
    const FieldDescriptor* field = member->message_type()->field(i);
    wrong.push_back(message);
    google::protobuf::Message* part = wrong.back().GetReflection()->MutableMessage(&wrong.back(), member);
    if (field->cpp_type() == FieldDescriptor::CPPTYPE_DOUBLE) {
      part->GetReflection()->SetDouble(part, field, std::numeric_limits<double>::quiet_NaN());
    } else if (field->cpp_type() == FieldDescriptor::CPPTYPE_INT32) {
      part->GetReflection()->SetInt32(part, field, std::numeric_limits<int32_t>::min());
    } else if (field->cpp_type() == FieldDescriptor::CPPTYPE_INT64) {
      part->GetReflection()->SetInt64(part, field, std::numeric_limits<int64_t>::min());
    } else {
      wrong.pop_back();
    }
  }
  return wrong;
}

}  // namespace ceteris
