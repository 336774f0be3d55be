// Every member of a oneof, by descriptor reflection: a variant that is added later is tested without touching a test.
//
// Example:  for (const config::Position& position : EveryVariant(config::Position(), "scheme")) ...
#pragma once

#include <string>
#include <vector>

#include "google/protobuf/message.h"
#include "google/protobuf/text_format.h"

namespace ceteris {

// `base` with each message member of the oneof chosen in turn, its fields at their defaults; in the order of the .proto
// file.
template <typename Message>
std::vector<Message> EveryVariant(const Message& base, const std::string& oneof) {
  std::vector<Message> variants;
  const auto* descriptor = Message::descriptor()->FindOneofByName(oneof);
  for (int i = 0; descriptor != nullptr && i < descriptor->field_count(); ++i) {
    variants.push_back(base);
    Message& variant = variants.back();
    variant.GetReflection()->MutableMessage(&variant, descriptor->field(i));
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

}  // namespace ceteris
