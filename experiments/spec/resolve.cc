#include "experiments/spec/resolve.h"

#include "experiments/spec/schema.h"

namespace ceteris {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

void SetToDefault(const FieldDescriptor& field, Message* message) {
  const Reflection& reflection = *message->GetReflection();
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_INT32:
      return reflection.SetInt32(message, &field, field.default_value_int32());
    case FieldDescriptor::CPPTYPE_INT64:
      return reflection.SetInt64(message, &field, field.default_value_int64());
    case FieldDescriptor::CPPTYPE_UINT32:
      return reflection.SetUInt32(message, &field, field.default_value_uint32());
    case FieldDescriptor::CPPTYPE_UINT64:
      return reflection.SetUInt64(message, &field, field.default_value_uint64());
    case FieldDescriptor::CPPTYPE_DOUBLE:
      return reflection.SetDouble(message, &field, field.default_value_double());
    case FieldDescriptor::CPPTYPE_FLOAT:
      return reflection.SetFloat(message, &field, field.default_value_float());
    case FieldDescriptor::CPPTYPE_BOOL:
      return reflection.SetBool(message, &field, field.default_value_bool());
    case FieldDescriptor::CPPTYPE_ENUM:
      return reflection.SetEnum(message, &field, field.default_value_enum());
    case FieldDescriptor::CPPTYPE_STRING:
      return reflection.SetString(message, &field, field.default_value_string());
    case FieldDescriptor::CPPTYPE_MESSAGE:
      break;
  }
}

void ResolveField(const FieldDescriptor& field, Message* message) {
  const Reflection& reflection = *message->GetReflection();
  const bool nested = field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE;
  if (field.is_repeated()) {
    if (!nested) return;
    for (int i = 0; i < reflection.FieldSize(*message, &field); ++i) {
      Resolve(reflection.MutableRepeatedMessage(message, &field, i));
    }
    return;
  }
  const bool written = reflection.HasField(*message, &field);
  if (nested) {
    // A member of a oneof exists when it was chosen, a part when it was written.
    const bool stays_absent = field.real_containing_oneof() != nullptr || IsPart(field);
    if (written || !stays_absent) Resolve(reflection.MutableMessage(message, &field));
  } else if (!written) {
    SetToDefault(field, message);
  }
}

}  // namespace

void Resolve(Message* message) {
  const Descriptor& type = *message->GetDescriptor();
  const Reflection& reflection = *message->GetReflection();
  for (int i = 0; i < type.real_oneof_decl_count(); ++i) {
    if (reflection.HasOneof(*message, type.oneof_decl(i))) continue;
    const FieldDescriptor* member = DefaultVariant(*type.oneof_decl(i));
    if (member != nullptr) reflection.MutableMessage(message, member);
  }
  for (int i = 0; i < type.field_count(); ++i) ResolveField(*type.field(i), message);
}

void ResolveExperiment(config::Experiment* experiment) {
  config::Experiment as_written;
  as_written.mutable_arm()->Swap(experiment->mutable_arm());
  as_written.mutable_axis()->Swap(experiment->mutable_axis());
  Resolve(experiment);
  experiment->mutable_arm()->Swap(as_written.mutable_arm());
  experiment->mutable_axis()->Swap(as_written.mutable_axis());
  if (experiment->seeds().list_size() > 0) {
    experiment->mutable_seeds()->clear_first();
    experiment->mutable_seeds()->clear_count();
  }
}

}  // namespace ceteris
