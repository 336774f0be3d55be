#include "experiments/spec/source_locations.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "experiments/spec/schema.h"

namespace ceteris {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;
using google::protobuf::TextFormat;

void SourceLocations::AddFile(absl::string_view file_name, const Message& message,
                              const TextFormat::ParseInfoTree& tree) {
  file_name_ = std::string(file_name);
  AddMessage(file_name, "", message, tree);
}

void SourceLocations::Add(absl::string_view path, absl::string_view place) {
  places_[std::string(path)] = std::string(place);
}

std::string SourceLocations::FindExact(absl::string_view path) const {
  const auto found = places_.find(std::string(path));
  return found == places_.end() ? "" : found->second;
}

std::string SourceLocations::Find(absl::string_view path) const {
  while (!path.empty()) {
    const std::string place = FindExact(path);
    if (!place.empty()) return place;
    const size_t end = path.find_last_of(".[");
    path = end == absl::string_view::npos ? "" : path.substr(0, end);
  }
  return "";
}

void SourceLocations::AddMessage(absl::string_view file_name, const std::string& prefix, const Message& message,
                                 const TextFormat::ParseInfoTree& tree) {
  const Reflection& reflection = *message.GetReflection();
  std::vector<const FieldDescriptor*> written;
  reflection.ListFields(message, &written);
  for (const FieldDescriptor* field : written) {
    const bool nested = field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE;
    const std::string path = JoinPath(prefix, field->name());
    const int count = field->is_repeated() ? reflection.FieldSize(message, field) : 1;
    for (int i = 0; i < count; ++i) {
      const int index = field->is_repeated() ? i : -1;
      const auto place = tree.GetLocation(field, index);
      const std::string element = field->is_repeated() ? absl::StrCat(path, "[", i, "]") : path;
      if (place.line >= 0) {
        const std::string text = absl::StrCat(file_name, ":", place.line + 1, ":", place.column + 1);
        places_.emplace(path, text);  // of a list, the first element
        places_.emplace(element, text);
      }
      if (!nested) continue;
      const TextFormat::ParseInfoTree* below = tree.GetTreeForNested(field, index);
      if (below == nullptr) continue;
      AddMessage(file_name, element,
                 field->is_repeated() ? reflection.GetRepeatedMessage(message, field, i)
                                      : reflection.GetMessage(message, field),
                 *below);
    }
  }
}

}  // namespace ceteris
