#include "experiments/spec/merge.h"

#include <memory>
#include <vector>

namespace ceteris {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

void Merge(const Message& change, Message* base) {
  const Reflection& reflection = *change.GetReflection();
  std::vector<const FieldDescriptor*> written;
  reflection.ListFields(change, &written);
  std::vector<const FieldDescriptor*> replaced;
  for (const FieldDescriptor* field : written) {
    if (!field->is_repeated() && field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
      Merge(reflection.GetMessage(change, field), reflection.MutableMessage(base, field));
    } else {
      replaced.push_back(field);
    }
  }
  if (replaced.empty()) return;
  std::unique_ptr<Message> copy(change.New());
  copy->CopyFrom(change);
  for (const FieldDescriptor* field : replaced) reflection.ClearField(base, field);
  reflection.SwapFields(copy.get(), base, replaced);
}

}  // namespace ceteris
