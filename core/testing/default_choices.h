// Writes the default member of every choice that a test's few words of config leave open.
//
// The schema says them (options.proto, default_variant); resolution writes them into a trial, and this into a config of
// a test, so that a choice that is added later needs no word in tests that are about something else. Scalars are left
// alone.
//
// Example:  WriteDefaultChoices(&config);   // "num_layers: 2" gets pre_norm {}, position { sinusoidal {} } and so on
#pragma once

#include "core/base/options.pb.h"
#include "google/protobuf/message.h"

namespace ceteris {

inline void WriteDefaultChoices(google::protobuf::Message* message) {
  const google::protobuf::Descriptor& type = *message->GetDescriptor();
  const google::protobuf::Reflection& reflection = *message->GetReflection();
  for (int i = 0; i < type.real_oneof_decl_count(); ++i) {
    const auto& options = type.oneof_decl(i)->options();
    if (reflection.HasOneof(*message, type.oneof_decl(i)) || !options.HasExtension(config::default_variant)) continue;
    reflection.MutableMessage(message, type.FindFieldByName(options.GetExtension(config::default_variant)));
  }
  for (int i = 0; i < type.field_count(); ++i) {
    const google::protobuf::FieldDescriptor& field = *type.field(i);
    if (field.message_type() == nullptr || field.is_repeated()) continue;
    const bool chosen = field.real_containing_oneof() != nullptr || field.options().GetExtension(config::part);
    if (chosen && !reflection.HasField(*message, &field)) continue;
    WriteDefaultChoices(reflection.MutableMessage(message, &field));
  }
}

}  // namespace ceteris
